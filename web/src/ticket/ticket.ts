// One ticket and its timeline, from the cache or the server.
import { useInfiniteQuery, useQuery, type InfiniteData } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { cache } from '@/api/cache'
import { get } from '@/api/request'
import type { Id, Ticket, TicketRow, Time, TimelinePage } from '@/api/types'
import { itemId, shareEntries } from './entries'

const fetchTicket = (number: number) => get<Ticket>(`/tickets/number/${number}`)
/** Where a timeline is opened: around a message or event, or around a moment. */
export type Anchor = { around: Id } | { at: Time }
type Place = string | Anchor | null
const PAGE = 20
/** Pages held at once: what is far from the reader is dropped and fetched again when they come back. */
export const MOST_PAGES = 8

const fetchTimeline = (ticket: Id, place: Place) =>
  get<TimelinePage>(`/tickets/${ticket}/timeline`, {
    query: { ...(typeof place === 'string' ? { cursor: place } : (place ?? {})), limit: PAGE },
  })

/** The query of a timeline; without an anchor it begins at the newest page, and pages run from new to old. */
export const timelineQuery = (ticket: Id, anchor: Anchor | null) => ({
  queryKey: anchor ? ['timeline', ticket, anchor] : ['timeline', ticket],
  queryFn: ({ pageParam }: { pageParam: Place }) => fetchTimeline(ticket, pageParam),
  initialPageParam: anchor as Place,
  getNextPageParam: (page: TimelinePage): Place => page.previous,
  getPreviousPageParam: (page: TimelinePage): Place => page.next,
  // The newest page stays whatever the reader does: the composer goes by it.
  maxPages: anchor ? MOST_PAGES : undefined,
  structuralSharing: shareEntries,
})

export function useTicket(number: MaybeRefOrGetter<number | null>) {
  return useQuery({
    queryKey: computed(() => ['ticket', toValue(number)]),
    queryFn: () => fetchTicket(toValue(number)!),
    enabled: computed(() => toValue(number) !== null),
  })
}

/** `items` runs oldest to newest over what is loaded. */
export function useTimeline(
  ticket: MaybeRefOrGetter<Id | undefined>,
  anchor: MaybeRefOrGetter<Anchor | null> = null,
) {
  const query = useInfiniteQuery(
    computed(() => ({
      ...timelineQuery(toValue(ticket) ?? '', toValue(anchor)),
      enabled: !!toValue(ticket),
    })),
  )
  const items = computed(() => {
    const seen = new Set<Id>()
    const all = [...(query.data.value?.pages ?? [])].reverse().flatMap((page) => page.items)
    return all.filter((item) => !seen.has(itemId(item)) && seen.add(itemId(item)))
  })
  return { query, items }
}

/** Forgets all but the newest page, so that the next visit begins small. */
export function forgetOlder(ticket: Id) {
  cache.setQueryData<InfiniteData<TimelinePage, Place>>(['timeline', ticket], (data) =>
    data && data.pages.length > 1
      ? { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) }
      : data,
  )
}

/** Fetches what a click on this row will need. */
export function prefetchTicket(row: TicketRow) {
  void cache.prefetchQuery({ queryKey: ['ticket', row.number], queryFn: () => fetchTicket(row.number) })
  void cache.prefetchInfiniteQuery(timelineQuery(row.id, null))
}
