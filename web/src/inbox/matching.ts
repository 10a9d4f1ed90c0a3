// One change for every ticket of a queue: batch by batch, with progress, stopped and undone on request.
import { shallowReactive, shallowRef } from 'vue'
import { cache } from '@/api/cache'
import { get, post } from '@/api/request'
import type { BulkChange, BulkResult, Id, Matching, MatchingResult, TicketChange } from '@/api/types'
import { t } from '@/i18n'
import { number } from '@/i18n/format'
import { confirm } from '@/ui/confirm'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'
import { whichTickets, type QueueWish } from './rows'

interface Run {
  done: number
  failed: number
  total: number
  undoing: boolean
  stopped: boolean
}
/** The change under way, if one is. */
export const run = shallowRef<Run | null>(null)
type Changed = BulkResult['changed'][number]
const BATCH = 200

export const countMatching = (wish: QueueWish) =>
  get<Matching>('/tickets/matching', { query: whichTickets(wish) })

function refresh() {
  for (const key of ['queue', 'counts', 'tags', 'ticket', 'timeline'])
    void cache.invalidateQueries({ queryKey: [key] })
}

function begin(total: number, undoing: boolean): Run {
  const mine = shallowReactive({ done: 0, failed: 0, total, undoing, stopped: false })
  run.value = mine
  return mine
}

/** Asks first when it is about more than a screenful. */
export async function changeMatching(wish: QueueWish, change: BulkChange) {
  if (run.value) return
  const { count } = await countMatching(wish).catch((error: unknown) => {
    failed(error)
    return { count: 0 }
  })
  if (!count) return
  const sure = await confirm({
    title: t('bulk.everything_title', { n: number(count) }, count),
    text: t('bulk.everything_text'),
    yes: t('bulk.everything_do'),
  })
  if (!sure) return
  const mine = begin(count, false)
  const changed: Changed[] = []
  const { status, filter, ...which } = whichTickets(wish)
  const body = {
    ...which,
    status: status ? status.split(',') : [],
    filter: filter ? JSON.parse(filter) : null,
    change,
  }
  let cursor: string | null = null
  try {
    do {
      const part: MatchingResult = await post<MatchingResult>('/tickets/matching', { ...body, cursor })
      changed.push(...part.changed)
      mine.done += part.changed.length
      mine.failed += part.failed.length
      cursor = part.next
    } while (cursor && !mine.stopped)
  } catch (error) {
    failed(error)
  }
  run.value = null
  refresh()
  const undo = () => void undoMatching(changed)
  if (changed.length)
    toast(t('bulk.changed', { n: number(changed.length) }, changed.length), {
      milliseconds: 20_000,
      action: { label: t('ui.undo'), run: undo },
    })
  if (mine.failed) toast(t('bulk.failed', { n: number(mine.failed) }, mine.failed), { tone: 'error' })
}

/** Every ticket as it was; those that were alike go together. */
async function undoMatching(changed: Changed[]) {
  if (run.value) return
  const groups = new Map<string, Id[]>()
  for (const { id, before } of changed) {
    const key = JSON.stringify(before)
    const ids = groups.get(key)
    if (ids) ids.push(id)
    else groups.set(key, [id])
  }
  const mine = begin(changed.length, true)
  try {
    for (const [before, ids] of groups)
      for (let start = 0; start < ids.length && !mine.stopped; start += BATCH) {
        const change = JSON.parse(before) as TicketChange
        const part = await post<BulkResult>('/tickets/bulk', { ids: ids.slice(start, start + BATCH), change })
        mine.done += part.changed.length
        mine.failed += part.failed.length
      }
  } catch (error) {
    failed(error)
  }
  run.value = null
  refresh()
  if (mine.failed) toast(t('bulk.failed', { n: number(mine.failed) }, mine.failed), { tone: 'error' })
  else if (!mine.stopped) toast(t('ui.undone'))
}
