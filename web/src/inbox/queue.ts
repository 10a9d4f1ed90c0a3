// The tickets of one queue, page by page, and news that wait politely for the reader.
import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { get } from '@/api/request'
import type { Page, SortOrder, TicketRow, TicketStatus } from '@/api/types'
import { onNotice } from '@/live/socket'

export interface QueueWish {
  /** `mine`, `unassigned`, `all`, or `view-<id>`. */
  queue: string
  status: TicketStatus[]
  sort: SortOrder
}

export function queueQuery(wish: QueueWish): Record<string, string> {
  const view = wish.queue.startsWith('view-') ? wish.queue.slice(5) : ''
  const status: Record<string, string> = wish.status.length ? { status: wish.status.join(',') } : {}
  return { ...(view ? { view } : { tab: wish.queue }), ...status, sort: wish.sort }
}

const fetchPage = (wish: QueueWish, cursor: string | null, signal?: AbortSignal) =>
  get<Page<TicketRow>>('/tickets', { query: { ...queueQuery(wish), cursor, limit: 50 }, signal })

/** `quiet` tells whether the list may change under the reader's eyes. */
export function useQueue(wish: Ref<QueueWish>, quiet: () => boolean) {
  const query = useInfiniteQuery({
    queryKey: computed(() => ['queue', wish.value] as const),
    queryFn: ({ pageParam, signal }) => fetchPage(wish.value, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // Another tab's list is not this tab's: no rows of the old one while the new one loads.
    staleTime: 10_000,
  })
  const rows = computed(() => {
    const seen = new Set<string>()
    const all = query.data.value?.pages.flatMap((page) => page.items) ?? []
    // A ticket that moved between two pages would show twice.
    return all.filter((row) => !seen.has(row.id) && seen.add(row.id))
  })
  const fresh = ref(0)
  watch(
    () => [wish.value.queue, wish.value.sort, wish.value.status.join()],
    () => (fresh.value = 0),
  )

  async function showFresh() {
    fresh.value = 0
    await query.refetch()
  }
  async function look() {
    timer = undefined
    if (quiet() && (query.data.value?.pages.length ?? 0) <= 3) return showFresh()
    const asked = wish.value
    const page = await fetchPage(asked, null).catch(() => null)
    if (!page || asked !== wish.value) return
    const shown = new Set(rows.value.map((row) => row.id))
    fresh.value = page.items.filter((row) => !shown.has(row.id)).length
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  onNotice((notice) => {
    if (notice.type === 'ticket') timer ??= setTimeout(look, 350)
  })
  onScopeDispose(() => clearTimeout(timer))

  return { query, rows, fresh, showFresh }
}
