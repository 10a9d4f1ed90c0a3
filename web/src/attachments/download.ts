// Taking a file out of the hub: at once, or after a word of warning.
import type { Attachment } from '@/api/types'
import { t } from '@/i18n'
import { confirm } from '@/ui/confirm'
import { danger } from './kinds'

export const sourceOf = (file: Attachment) => `/api/v1/attachments/${file.id}`

/** Saves what is at the address; the server sends it as a download. */
export function save(href: string, name: string) {
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.rel = 'noopener'
  document.body.append(link)
  link.click()
  link.remove()
}

export async function download(file: Attachment) {
  const kind = danger(file.filename)
  if (kind) {
    const yes = await confirm({
      title: t('danger.title', { name: file.filename }),
      text: `${t(`danger.${kind}`)} ${t('danger.advice')}`,
      yes: t('danger.anyway'),
      danger: true,
    })
    if (!yes) return
  }
  save(sourceOf(file), file.filename)
}
