// Changing custom fields: moved, archived, taken back, deleted.
import { cache } from '@/api/cache'
import { del, patch, put } from '@/api/request'
import type { CustomField, Items } from '@/api/types'
import { t } from '@/i18n'
import { confirm } from '@/ui/confirm'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'

const KEY = ['custom-fields']
/** What shows fields or their values. */
const refresh = () => {
  for (const key of ['custom-fields', 'contact-filter-fields', 'contact', 'contacts', 'company', 'companies'])
    void cache.invalidateQueries({ queryKey: [key] })
}

async function setArchived(field: CustomField, archived: boolean): Promise<CustomField | null> {
  try {
    return await patch<CustomField>(`/custom-fields/${field.id}`, { archived }, { version: field.version })
  } catch (error) {
    failed(error)
    return null
  } finally {
    refresh()
  }
}

export async function archive(field: CustomField) {
  const yes = await confirm({
    title: `${t('fields.archive')}: ${field.name}`,
    text: t('fields.archive_sure'),
    yes: t('fields.archive'),
  })
  if (!yes) return
  const done = await setArchived(field, true)
  if (done)
    toast(t('fields.archived_said', { name: field.name }), {
      action: { label: t('ui.undo'), run: () => void setArchived(done, false) },
    })
}

export const restore = (field: CustomField) => void setArchived(field, false)

export async function remove(field: CustomField) {
  const yes = await confirm({
    title: `${t('ui.delete')}: ${field.name}`,
    text: t('fields.delete_sure'),
    yes: t('ui.delete'),
    danger: true,
  })
  if (!yes) return
  await del(`/custom-fields/${field.id}`, { version: field.version }).catch(failed)
  refresh()
}

/** Moves a field among those shown; the screen does not wait for the server. */
export async function moveField(shown: CustomField[], field: CustomField, by: -1 | 1) {
  const from = shown.indexOf(field)
  const to = from + by
  if (from < 0 || to < 0 || to >= shown.length) return
  const order = shown.toSpliced(from, 1).toSpliced(to, 0, field)
  const before = cache.getQueryData<Items<CustomField>>(KEY)
  cache.setQueryData<Items<CustomField>>(
    KEY,
    (data) => data && { items: [...order, ...data.items.filter((one) => !order.includes(one))] },
  )
  try {
    await put('/custom-fields/order', { about: field.about, ids: order.map((one) => one.id) })
  } catch (error) {
    cache.setQueryData(KEY, before)
    failed(error)
  }
  refresh()
}
