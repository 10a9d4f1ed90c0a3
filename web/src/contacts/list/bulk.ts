// One change for many contacts: batch by batch, with progress, a way to stop, and a way back.
import { reactive } from 'vue'
import { cache } from '@/api/cache'
import { post } from '@/api/request'
import type { ContactBulkChange, ContactBulkResult, Id } from '@/api/types'
import { t } from '@/i18n'
import { confirm } from '@/ui/confirm'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'

/** Named contacts, or all that match what the list shows. */
export type Target =
  { ids: Id[] } | { matching: { q?: string; segment?: Id; filter?: unknown }; count: number }

export interface Work {
  done: number
  total: number
  stopped: boolean
}
type Result = Pick<ContactBulkResult, 'changed' | 'failed'>

/** The work that is being done; null when none is. */
export const work = reactive<{ now: Work | null }>({ now: null })
const BATCH = 200
export const sizeOf = (target: Target) => ('ids' in target ? target.ids.length : target.count)

async function run(path: string, target: Target, body: object): Promise<Result> {
  const total: Result = { changed: [], failed: [] }
  const now: Work = reactive({ done: 0, total: sizeOf(target), stopped: false })
  work.now = now
  const note = (part: ContactBulkResult) => {
    total.changed.push(...part.changed)
    total.failed.push(...part.failed)
    now.done = total.changed.length + total.failed.length
  }
  try {
    if ('ids' in target) {
      for (let start = 0; start < target.ids.length && !now.stopped; start += BATCH)
        note(await post<ContactBulkResult>(path, { ids: target.ids.slice(start, start + BATCH), ...body }))
    } else {
      let cursor: string | null = null
      do {
        const matching = { ...target.matching, ...(cursor ? { cursor } : {}) }
        const part: ContactBulkResult = await post<ContactBulkResult>(path, { matching, ...body })
        note(part)
        cursor = part.next ?? null
      } while (cursor && !now.stopped)
    }
  } catch (error) {
    failed(error)
  } finally {
    work.now = null
    for (const key of ['contacts', 'contact', 'companies', 'tags'])
      void cache.invalidateQueries({ queryKey: [key] })
  }
  return total
}

/** Asks first when many are meant, changes them, and offers the way back. */
export async function changeContacts(target: Target, change: ContactBulkChange, what: string) {
  const many = sizeOf(target)
  if (many > 25) {
    const yes = await confirm({
      title: what,
      text: t('contact_bulk.sure', { n: many }, many),
      yes: t('contact_bulk.change'),
    })
    if (!yes) return
  }
  const result = await run('/contacts/bulk', target, { change })
  tell(result, 'contact_bulk.changed', () => void undo(result))
}

export async function deleteContacts(target: Target) {
  const many = sizeOf(target)
  const yes = await confirm({
    title: t('contact_bulk.delete_title', { n: many }, many),
    text: t('contact_bulk.delete_sure'),
    yes: t('ui.delete'),
    danger: true,
  })
  if (yes) tell(await run('/contacts/bulk-delete', target, {}), 'contact_bulk.deleted')
}

function tell(result: Result, said: string, back?: () => void) {
  const { changed, failed: kept } = result
  if (changed.length)
    toast(t(said, { n: changed.length }, changed.length), {
      action: back && { label: t('ui.undo'), run: back },
      milliseconds: back ? 15_000 : undefined,
    })
  if (!kept.length) return
  const history = kept.every((one) => one.code === 'has_history')
  const key = history ? 'contact_bulk.has_history' : 'contact_bulk.failed'
  toast(t(key, { n: kept.length }, kept.length), { tone: 'error' })
}

async function undo(result: Result) {
  const groups = new Map<string, Id[]>()
  for (const { id, before } of result.changed) {
    if (!Object.keys(before).length) continue
    const key = JSON.stringify(before)
    groups.set(key, [...(groups.get(key) ?? []), id])
  }
  for (const [before, ids] of groups)
    await run('/contacts/bulk', { ids }, { change: JSON.parse(before) as ContactBulkChange })
  toast(t('ui.undone'))
}
