// Which rows are ticked, with shift for a stretch.
import { reactive, ref } from 'vue'
import type { Id, TicketRow } from '@/api/types'

export function useSelection(rows: () => TicketRow[], place: (id: Id) => number) {
  const chosen = reactive(new Set<Id>())
  /** Not only the ticked rows, but every ticket of the queue. */
  const everything = ref(false)
  const anchor = ref<Id | null>(null)
  function toggle(id: Id) {
    everything.value = false
    if (!chosen.delete(id)) chosen.add(id)
    anchor.value = id
  }
  /** Ticks everything between the last ticked row and this one. */
  function stretch(id: Id) {
    const from = anchor.value ? place(anchor.value) : -1
    const to = place(id)
    if (from < 0 || to < 0) return toggle(id)
    for (const row of rows().slice(Math.min(from, to), Math.max(from, to) + 1)) chosen.add(row.id)
    anchor.value = id
  }
  function clear() {
    chosen.clear()
    everything.value = false
    anchor.value = null
  }
  const all = () => rows().forEach((row) => chosen.add(row.id))
  return { chosen, everything, toggle, stretch, clear, all }
}
