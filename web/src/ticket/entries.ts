// The entries of a timeline: what they are called, and how they stay the same objects while others come and go.
import { replaceEqualDeep, type InfiniteData } from '@tanstack/vue-query'
import type { Id, TimelineItem, TimelinePage } from '@/api/types'

export const itemId = (item: TimelineItem) => (item.type === 'message' ? item.message.id : item.event.id)
export const itemTime = (item: TimelineItem) => (item.type === 'message' ? item.message.at : item.event.at)

/**
 * Entries are known by their ids: a new message, or a page that is dropped, moves all others to other places, and the
 * library compares place by place.
 */
export function shareEntries(before: unknown, now: unknown): unknown {
  const old = before as InfiniteData<TimelinePage> | undefined
  const data = now as InfiniteData<TimelinePage>
  if (!old) return data
  const known = new Map<Id, TimelineItem>()
  for (const page of old.pages) for (const item of page.items) known.set(itemId(item), item)
  const pages = data.pages.map((page) =>
    old.pages.includes(page)
      ? page
      : { ...page, items: page.items.map((item) => replaceEqualDeep(known.get(itemId(item)), item)) },
  )
  return { ...data, pages }
}
