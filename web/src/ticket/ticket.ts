// One ticket and its timeline, from the cache or the server.
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { cache } from '@/api/cache'
import { get } from '@/api/request'
import type { Id, Ticket, TicketRow, TimelineItem, TimelinePage } from '@/api/types'

const fetchTicket = (number: number) => get<Ticket>(`/tickets/number/${number}`)
const fetchTimeline = (ticket: Id, cursor: string | null) =>
  get<TimelinePage>(`/tickets/${ticket}/timeline`, { query: { cursor, limit: 30 } })

export function useTicket(number: MaybeRefOrGetter<number | null>) {
  return useQuery({
    queryKey: computed(() => ['ticket', toValue(number)]),
    queryFn: () => fetchTicket(toValue(number)!),
    enabled: computed(() => toValue(number) !== null),
  })
}

/** Newest page first; `items` runs oldest to newest over what is loaded. */
export function useTimeline(ticket: MaybeRefOrGetter<Id | undefined>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => ['timeline', toValue(ticket)]),
    queryFn: ({ pageParam }) => fetchTimeline(toValue(ticket)!, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.previous,
    enabled: computed(() => !!toValue(ticket)),
  })
  const items = computed(() => {
    const seen = new Set<Id>()
    const all = [...(query.data.value?.pages ?? [])].reverse().flatMap((page) => page.items)
    return all.filter((item) => !seen.has(itemId(item)) && seen.add(itemId(item)))
  })
  return { query, items }
}

export const itemId = (item: TimelineItem) => (item.type === 'message' ? item.message.id : item.event.id)

/** Fetches what a click on this row will need. */
export function prefetchTicket(row: TicketRow) {
  void cache.prefetchQuery({ queryKey: ['ticket', row.number], queryFn: () => fetchTicket(row.number) })
  void cache.prefetchInfiniteQuery({
    queryKey: ['timeline', row.id],
    queryFn: ({ pageParam }) => fetchTimeline(row.id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page: TimelinePage) => page.previous,
  })
}
