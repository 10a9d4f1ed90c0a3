// What the list of contacts shows: kept in the address, so that it can be shared and come back to.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get } from '@/api/request'
import type { Contact, Filter, Id, Page } from '@/api/types'

export const SORTS = ['name', 'last_activity', 'created'] as const
export type ContactSort = (typeof SORTS)[number]
export interface Listed {
  q: string
  segment: Id | null
  filter: Filter | null
  sort: ContactSort
  order: 'asc' | 'desc'
}
/** Names begin at A, times with the newest. */
export const naturalOrder = (sort: ContactSort) => (sort === 'name' ? 'asc' : 'desc')

function readFilter(text: unknown): Filter | null {
  try {
    const filter: unknown = JSON.parse(String(text))
    return filter && typeof filter === 'object' ? (filter as Filter) : null
  } catch {
    return null
  }
}

export function useListed() {
  const route = useRoute()
  const router = useRouter()
  const listed = computed<Listed>(() => {
    const sort = SORTS.find((one) => one === route.query.sort) ?? 'last_activity'
    const order = route.query.order === 'asc' || route.query.order === 'desc' ? route.query.order : null
    return {
      q: String(route.query.q ?? ''),
      segment: route.query.segment ? String(route.query.segment) : null,
      filter: route.query.filter ? readFilter(route.query.filter) : null,
      sort,
      order: order ?? naturalOrder(sort),
    }
  })
  function show(change: Partial<Listed>) {
    const next = { ...listed.value, ...change }
    const query: Record<string, string> = {}
    if (next.q.trim()) query.q = next.q
    if (next.segment) query.segment = next.segment
    if (next.filter) query.filter = JSON.stringify(next.filter)
    if (next.sort !== 'last_activity') query.sort = next.sort
    if (next.order !== naturalOrder(next.sort)) query.order = next.order
    void router.replace({ path: route.path, query })
  }
  return { listed, show }
}

/** What a list, a count and a change of all that match are asked with. */
export const asked = (listed: Listed) => ({
  q: listed.q.trim() || undefined,
  segment: listed.segment ?? undefined,
  filter: listed.filter ? JSON.stringify(listed.filter) : undefined,
})

export function useContacts(listed: () => Listed) {
  const query = useInfiniteQuery({
    queryKey: computed(() => ['contacts', listed()]),
    queryFn: ({ pageParam, signal }) =>
      get<Page<Contact>>('/contacts', {
        query: {
          ...asked(listed()),
          sort: listed().sort,
          order: listed().order,
          cursor: pageParam,
          limit: 50,
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
  const contacts = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { query, contacts }
}
