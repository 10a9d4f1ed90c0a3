// One queue on screen: its rows, and news that wait politely for the reader.
import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import type { Id, Page, TicketRow } from '@/api/types'
import { onNotice } from '@/live/socket'
import { queueRows } from './kept_rows'
import { fetchRows, type QueueRows, type QueueWish } from './rows'

const FIRST = 50
/** Long enough to see a row fade. */
const FADING = 240

/** `quiet` tells whether the list may change under the reader's eyes. */
export function useQueue(wish: Ref<QueueWish>, quiet: () => boolean) {
  const list = computed(() => queueRows(wish.value))
  // Only the first page is asked for again and again; deeper rows are patched one by one as news of them come.
  const head = useQuery({
    queryKey: computed(() => ['queue', wish.value] as const),
    queryFn: ({ signal }) => fetchRows(wish.value, null, FIRST, signal),
    structuralSharing: false,
    staleTime: 10_000,
  })
  const fresh = ref(0)
  let fading: ReturnType<typeof setTimeout> | undefined
  watch(list, () => {
    fresh.value = 0
    clearTimeout(fading)
  })
  const began = computed(() => ({ list: list.value, page: head.data.value }))
  watch(began, ({ list, page }) => page && take(list, page), { immediate: true })

  function take(into: QueueRows, page: Page<TicketRow>) {
    clearTimeout(fading)
    if (!into.filled.value) return into.begin(page)
    if (into.beginsLike(page)) {
      into.meet(page)
      fresh.value = 0
      return
    }
    const met = into.meet(page)
    const wait = () => {
      fresh.value = met.fresh
      for (const id of met.left) void check(id)
    }
    if (!quiet()) return wait()
    const begin = () => {
      if (into !== list.value || page !== head.data.value) return
      if (!quiet()) return wait()
      fresh.value = 0
      into.begin(page)
    }
    for (const id of met.left) into.gone.add(id)
    if (met.left.length) fading = setTimeout(begin, FADING)
    else begin()
  }

  async function refresh() {
    const page = (await head.refetch()).data
    clearTimeout(fading)
    fresh.value = 0
    if (page) list.value.begin(page)
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  let looked = 0
  onNotice((notice) => {
    if (notice.type !== 'ticket') return
    if (list.value.place(notice.id) >= FIRST) void check(notice.id)
    // At once when it is calm, once in a while when much happens.
    const pause = Date.now() - looked > 3000 ? 350 : 1500
    timer ??= setTimeout(() => {
      timer = undefined
      looked = Date.now()
      void head.refetch()
    }, pause)
  })

  /** Whether a row that was touched still belongs here: only the server knows what a view means. */
  async function check(id: Id) {
    const asked = list.value
    const row = asked.find(id)
    if (!row) return
    const one = { field: 'number', op: 'is', value: row.number }
    const filter = wish.value.filter ? { all: [JSON.parse(wish.value.filter), one] } : one
    const found = await fetchRows({ ...wish.value, filter: JSON.stringify(filter) }, null, 1).catch(
      () => null,
    )
    if (!found) return
    if (found.items.length) asked.gone.delete(id)
    else asked.gone.add(id)
  }
  onScopeDispose(() => {
    clearTimeout(timer)
    clearTimeout(fading)
  })

  return { head, list, rows: computed(() => list.value.rows.value), fresh, refresh }
}
