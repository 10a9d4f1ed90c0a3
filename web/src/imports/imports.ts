// Imports of contacts: what the server knows of them, kept fresh while one runs.
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { cache } from '@/api/cache'
import { get, patch, post } from '@/api/request'
import type {
  ContactImport,
  ContactImportChange,
  Id,
  ImportPreview,
  ImportRow,
  Page,
  RowOutcome,
} from '@/api/types'

const key = (id: Id) => ['contact-imports', id]
export const isMoving = (one: ContactImport | undefined) =>
  one?.state === 'checking' || one?.state === 'running'

export function useImports() {
  const query = useInfiniteQuery({
    queryKey: ['contact-imports', 'list'],
    queryFn: ({ pageParam }) =>
      get<Page<ContactImport>>('/contact-imports', { query: { cursor: pageParam, limit: 30 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  return { query, imports: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) }
}

export function useImport(id: MaybeRefOrGetter<Id>) {
  return useQuery({
    queryKey: computed(() => key(toValue(id))),
    queryFn: () => get<ContactImport>(`/contact-imports/${toValue(id)}`),
    // Notices tell of every batch; this is for when the socket is away.
    refetchInterval: (query) => (isMoving(query.state.data) ? 3_000 : false),
  })
}

/** The beginning of the file; read again when `reading` (encoding, separator, header) changes. */
export function usePreview(id: MaybeRefOrGetter<Id>, reading: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...key(toValue(id)), 'preview', toValue(reading)]),
    queryFn: () => get<ImportPreview>(`/contact-imports/${toValue(id)}/preview`),
    placeholderData: (before) => before,
  })
}

export function useRows(id: MaybeRefOrGetter<Id>, outcome: MaybeRefOrGetter<RowOutcome>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => [...key(toValue(id)), 'rows', toValue(outcome)]),
    queryFn: ({ pageParam }) =>
      get<Page<ImportRow>>(`/contact-imports/${toValue(id)}/rows`, {
        query: { outcome: toValue(outcome), cursor: pageParam, limit: 50 },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  return { query, rows: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) }
}

function keep(changed: ContactImport) {
  cache.setQueryData(key(changed.id), changed)
  void cache.invalidateQueries({ queryKey: ['contact-imports'] })
  return changed
}

export const changeImport = async (one: ContactImport, change: ContactImportChange) =>
  keep(await patch<ContactImport>(`/contact-imports/${one.id}`, change, { version: one.version }))

export const steer = async (one: ContactImport, way: 'check' | 'start' | 'cancel') =>
  keep(await post<ContactImport>(`/contact-imports/${one.id}/${way}`))
