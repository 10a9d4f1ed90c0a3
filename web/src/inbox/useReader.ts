// Where the reader stands in the list, and how the keys move them.
import { computed, nextTick, onScopeDispose, ref, watch, type Ref } from 'vue'
import { useRouter, type RouteLocationRaw } from 'vue-router'
import type { Id, TicketRow } from '@/api/types'
import { prefetchTicket } from '@/ticket/ticket'
import type { QueueRows } from './rows'

/** Two presses of a key this close together are one that is held (ms). */
const HELD = 60
/** A ticket that is open for so long is read, and the next one will be wanted (ms). */
const SETTLED = 120

export function useReader(
  list: Ref<QueueRows>,
  openNumber: Ref<number | null>,
  to: (number: number) => RouteLocationRaw,
  reveal: (id: Id) => void,
) {
  const router = useRouter()
  const rows = computed(() => list.value.rows.value)
  const current = ref<Id | null>(null)
  let place = 0
  let direction = 1
  watch(list, (now) => (current.value = now.current), { immediate: true })
  watch(
    [openNumber, rows],
    () => {
      const known = list.value.find(current.value ?? '')
      if (openNumber.value !== null && known?.number !== openNumber.value) {
        const row = rows.value.find((one) => one.number === openNumber.value)
        if (row) {
          current.value = row.id
          // Opened by a link: the list shows where we are.
          void nextTick(() => reveal(row.id))
        }
      }
      const at = list.value.place(current.value)
      if (at >= 0) place = at
      list.value.current = current.value
    },
    { immediate: true },
  )
  function move(by: number) {
    if (!rows.value.length) return
    direction = by
    const at = list.value.place(current.value)
    // The row we stood on left the list: the one that took its place is the next.
    const next = at >= 0 ? at + by : by > 0 ? (current.value ? place : 0) : place - 1
    place = Math.min(rows.value.length - 1, Math.max(0, next))
    const row = rows.value[place]
    current.value = row.id
    list.value.current = row.id
    reveal(row.id)
    prefetchSoon(row)
    if (openNumber.value) void router.replace(to(row.number))
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  let moved = 0
  /** At once; but a key held down fetches only where it comes to rest. */
  function prefetchSoon(row: TicketRow) {
    clearTimeout(timer)
    const held = performance.now() - moved < HELD
    moved = performance.now()
    if (held) timer = setTimeout(() => prefetchTicket(row), HELD)
    else prefetchTicket(row)
  }
  let dwell: ReturnType<typeof setTimeout> | undefined
  /** While a ticket is read, the one that the next key opens is fetched. */
  watch(
    () => openNumber.value !== null && rows.value[list.value.place(current.value) + direction]?.id,
    (id) => {
      clearTimeout(dwell)
      if (!id) return
      dwell = setTimeout(() => {
        const row = list.value.find(id)
        if (row) prefetchTicket(row)
      }, SETTLED)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    clearTimeout(dwell)
  })
  const open = () => {
    const row = list.value.find(current.value ?? '')
    if (row) void router.push(to(row.number))
  }
  return { current, move, open }
}
