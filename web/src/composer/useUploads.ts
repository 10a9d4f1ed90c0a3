// Everything a letter takes along: files beside the words and pictures among them, dropped, pasted or picked.
import { computed, type Ref } from 'vue'
import type { Attachment, Id, ReplyChannel } from '@/api/types'
import { picturesOf, usePictures } from './editor/pictures'
import { useFiles } from './files'
import type { Letter } from './letter'
import { useDrops } from './useDrops'

/** `channel`: whose limits hold; a note has none. */
export function useUploads(
  letter: Ref<Letter>,
  plain: Ref<boolean>,
  channel: () => ReplyChannel | undefined,
) {
  const pictures = usePictures()
  const files = useFiles(
    (file) => letter.value.files.push(file),
    () => ({ limits: channel()?.capabilities?.attachments, files: letter.value.files }),
  )
  function remove(file: Attachment) {
    letter.value.files = letter.value.files.filter((one) => one.id !== file.id)
    files.discard(file)
  }
  /** Pictures that stand among formatted words, while the letter is plain: they travel as files. */
  const loose = computed(() => (plain.value ? picturesOf(letter.value.html ?? letter.value.formatted) : []))
  function unpicture(id: Id) {
    const without = (html: string | null) =>
      html?.replace(new RegExp(`<img[^>]*${id}[^>]*>`, 'g'), '') ?? null
    letter.value.html = without(letter.value.html)
    letter.value.formatted = without(letter.value.formatted)
  }
  return { pictures, files, loose, remove, unpicture, ...useDrops(files.add) }
}
