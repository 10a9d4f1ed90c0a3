// Where the inbox stands: which queue, narrowed by what, which ticket; all of it in the address.
import { computed } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'
import { SORTS, type Filter, type SortOrder } from '@/api/types'

export const TABS = ['mine', 'unassigned', 'all', 'mentions', 'snoozed', 'spam'] as const
export type Tab = (typeof TABS)[number]
export const isTab = (queue: string): queue is Tab => (TABS as readonly string[]).includes(queue)
/** The tabs that show more than one status. */
export const choosesStatus = (queue: string) => ['mine', 'unassigned', 'all'].includes(queue)

export function useInboxAddress() {
  const route = useRoute()
  const router = useRouter()
  const queue = computed(() => String(route.params.queue ?? 'mine'))
  const number = computed(() => (route.params.number ? Number(route.params.number) : null))
  /** JSON, as it stands in the address; one that is no JSON is the server's to refuse. */
  const filter = computed(() => (typeof route.query.filter === 'string' ? route.query.filter : ''))
  /** An order that a link asks for, over the reader's own. */
  const order = computed(() => SORTS.find((one) => one === route.query.sort) ?? null)
  const query = (sort: SortOrder | null) => ({
    ...(filter.value ? { filter: filter.value } : {}),
    ...(sort ? { sort } : {}),
  })
  const to = (ticket: number | null): RouteLocationRaw => ({
    path: `/inbox/${queue.value}${ticket ? `/${ticket}` : ''}`,
    query: query(order.value),
  })
  const reorder = (sort: SortOrder | null) => void router.replace({ path: route.path, query: query(sort) })
  /** From a ticket back to its list, as the browser's own back does where that leads there. */
  function leave() {
    const before: unknown = history.state?.back
    const back = typeof before === 'string' ? router.resolve(before) : null
    // Compared by what they mean: an address that was typed is spelled otherwise than one that was made.
    if (back?.path === `/inbox/${queue.value}` && (back.query.filter ?? '') === filter.value) router.back()
    else void router.replace(to(null))
  }
  function narrow(by: Filter | null) {
    void router.push({ path: `/inbox/${queue.value}`, query: by ? { filter: JSON.stringify(by) } : {} })
  }
  return { queue, number, filter, order, to, leave, narrow, reorder }
}
