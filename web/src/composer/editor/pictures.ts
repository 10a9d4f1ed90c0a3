// Pictures pasted or dropped among the words: uploaded while one goes on writing.
import { reactive } from 'vue'
import type { Attachment } from '@/api/types'
import { Problem } from '@/api/request'
import { upload } from '@/api/upload'
import { problemText } from '@/i18n/problem_text'

/** What every mail program shows; others travel as files. */
const SHOWN = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
export const isPicture = (file: File) => SHOWN.includes(file.type)
/** Where the editor shows an uploaded picture from; the server turns it into a part of the mail. */
export const pictureSource = (id: string) => `/api/v1/attachments/${id}`
const SOURCE = /\/api\/v1\/attachments\/([0-9a-f-]{36})/g
/** The uploads that `html` shows. */
export const picturesOf = (html: string | null) => [
  ...new Set([...(html ?? '').matchAll(SOURCE)].map((match) => match[1])),
]

export interface PictureUpload {
  key: string
  /** 0…1 */
  part: number
  failure: string
  /** What to show until it is up. */
  preview: string
  again: () => void
  abort: () => void
}

export type Pictures = ReturnType<typeof usePictures>

export function usePictures() {
  const uploads = reactive(new Map<string, PictureUpload>())
  const running = new Set<Promise<void>>()
  /** Uploads of this letter: what is pasted from elsewhere must be uploaded anew. */
  const own = new Set<string>()
  let listen: (key: string, file: Attachment) => void = () => {}

  function begin(source: File | (() => Promise<File>)): string {
    const key = crypto.randomUUID()
    const one = reactive<PictureUpload>({
      key,
      part: 0,
      failure: '',
      preview: source instanceof File ? URL.createObjectURL(source) : '',
      again: () => run(),
      abort: () => {},
    })
    uploads.set(key, one)
    function run() {
      const done = send().finally(() => running.delete(done))
      running.add(done)
    }
    async function send() {
      one.failure = ''
      one.part = 0
      try {
        const file = source instanceof File ? source : await source()
        one.preview ||= URL.createObjectURL(file)
        const sent = upload(file, (part) => (one.part = part))
        one.abort = sent.abort
        const stored = await sent.done
        own.add(stored.id)
        listen(key, stored)
        drop(key)
      } catch (error) {
        if (error instanceof Problem && error.code === 'aborted') return
        one.failure = problemText(error)
      }
    }
    run()
    return key
  }
  function drop(key: string) {
    const one = uploads.get(key)
    if (!one) return
    uploads.delete(key)
    one.abort()
    if (one.preview) URL.revokeObjectURL(one.preview)
  }
  return {
    uploads,
    begin,
    drop,
    own,
    /** Once nothing is under way any more, whatever became of it. */
    settled: () => Promise.all(running),
    onDone: (callback: typeof listen) => (listen = callback),
  }
}

/** Fetches a picture that stands in pasted words, from here or from within them; never from other sites. */
export async function pastedPicture(source: string): Promise<File> {
  const bytes = source.startsWith('data:') ? fromDataUrl(source) : await (await fetch(source)).blob()
  const kind = bytes.type.split('/')[1] ?? 'png'
  return new File([bytes], `picture.${kind === 'jpeg' ? 'jpg' : kind}`, { type: bytes.type })
}

/** The policy of the page forbids fetching `data:` addresses. */
function fromDataUrl(source: string): Blob {
  const [head, body] = source.split(',', 2)
  const type = /^data:([^;,]+)/.exec(head)?.[1] ?? 'image/png'
  const binary = head.includes(';base64') ? atob(body.replace(/\s/g, '')) : decodeURIComponent(body)
  return new Blob([Uint8Array.from(binary, (sign) => sign.charCodeAt(0))], { type })
}
