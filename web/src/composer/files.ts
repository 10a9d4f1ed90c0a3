// Files on their way into a letter.
import { reactive } from 'vue'
import { del } from '@/api/request'
import type { Attachment, Capabilities } from '@/api/types'
import { upload } from '@/api/upload'
import { problemText } from '@/i18n/problem_text'
import { refusal } from './limits'

export interface Upload {
  key: number
  file: File
  part: number
  failure: string
  /** The channel does not carry it: trying again would not help. */
  refused: boolean
  abort: () => void
}

let nextKey = 1

/** `carried`: what the channel takes, and the files the letter has already. */
export function useFiles(
  added: (file: Attachment) => void,
  carried: () => { limits?: Capabilities['attachments']; files: Attachment[] } = () => ({ files: [] }),
) {
  const uploads = reactive<Upload[]>([])
  const drop = (key: number) => {
    const index = uploads.findIndex((one) => one.key === key)
    if (index >= 0) uploads.splice(index, 1)
  }
  const running = new Set<Promise<void>>()
  function again(one: Upload) {
    const done = run(one).finally(() => running.delete(done))
    running.add(done)
  }
  /** Once nothing is under way any more, whatever became of it. */
  const settled = () => Promise.all(running)
  async function run(one: Upload) {
    const { limits, files } = carried()
    const others = uploads.filter((other) => other.key !== one.key && !other.refused)
    const taken = [...files.map((file) => file.size), ...others.map((other) => other.file.size)]
    one.failure = refusal(limits, one.file, taken)
    one.refused = one.failure !== ''
    if (one.refused) return
    one.part = 0
    const sent = upload(one.file, (part) => (one.part = part))
    one.abort = sent.abort
    try {
      added(await sent.done)
      drop(one.key)
    } catch (error) {
      one.failure = problemText(error)
    }
  }
  function add(files: Iterable<File>) {
    for (const file of files) {
      uploads.push({ key: nextKey++, file, part: 0, failure: '', refused: false, abort: () => {} })
      again(uploads[uploads.length - 1])
    }
  }
  function stop(one: Upload) {
    if (!one.failure) one.abort()
    drop(one.key)
  }
  /** Taken out of the letter: the server may forget it. */
  const discard = (file: Attachment) => void del(`/attachments/${file.id}`).catch(() => undefined)
  return { uploads, add, stop, again, discard, settled }
}
