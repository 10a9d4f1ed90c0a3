// Takes a merge of two contacts apart again.
import { cache } from '@/api/cache'
import { post } from '@/api/request'
import type { Contact, Id } from '@/api/types'
import { t } from '@/i18n'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'

export async function undoContactMerge(merge: Id) {
  try {
    await post<Contact>(`/contact-merges/${merge}/undo`)
    void cache.invalidateQueries()
    toast(t('ui.undone'))
  } catch (error) {
    failed(error)
  }
}
