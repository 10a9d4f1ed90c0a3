// The timeline of a contact, narrowed and opened where the reader wants, paged both ways.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { get } from '@/api/request'
import type { Id, TimelineItem, TimelinePage } from '@/api/types'
import { itemId, shareEntries } from '@/ticket/entries'

export const ENTRY_KINDS = ['inbound', 'outbound', 'note', 'event'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

export interface Narrowed {
  /** Which kinds; all of them when none is chosen. */
  kinds: EntryKind[]
  channel: Id | ''
  words: string
  /** Opens at this message or event instead of the newest. */
  around: Id | ''
}
export const everything = (): Narrowed => ({ kinds: [], channel: '', words: '', around: '' })

/** Newest first; older pages follow, newer ones come before. */
export function useContactTimeline(contact: MaybeRefOrGetter<Id>, narrowed: MaybeRefOrGetter<Narrowed>) {
  const asked = computed(() => {
    const { kinds, channel, words, around } = toValue(narrowed)
    return { show: kinds.join(','), channel_id: channel, q: words.trim(), around }
  })
  const query = useInfiniteQuery({
    queryKey: computed(() => ['contact', toValue(contact), 'timeline', asked.value]),
    queryFn: ({ pageParam, signal }) => {
      const { around, ...rest } = asked.value
      const place = pageParam ? { cursor: pageParam } : { around }
      return get<TimelinePage>(`/contacts/${toValue(contact)}/timeline`, {
        query: { ...rest, ...place, limit: 40 },
        signal,
      })
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.previous,
    getPreviousPageParam: (page) => page.next,
    structuralSharing: shareEntries,
    placeholderData: keepPreviousData,
  })
  const items = computed(() => {
    const seen = new Set<Id>()
    const all: TimelineItem[] = query.data.value?.pages.flatMap((page) => [...page.items].reverse()) ?? []
    return all.filter((item) => !seen.has(itemId(item)) && seen.add(itemId(item)))
  })
  return { query, items }
}
