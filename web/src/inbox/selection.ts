// Which rows are ticked, with shift for a stretch.
import { reactive, ref } from 'vue'
import type { Id } from '@/api/types'

export function useSelection(ids: () => Id[]) {
  const chosen = reactive(new Set<Id>())
  const anchor = ref<Id | null>(null)
  function toggle(id: Id) {
    if (!chosen.delete(id)) chosen.add(id)
    anchor.value = id
  }
  /** Ticks everything between the last ticked row and this one. */
  function stretch(id: Id) {
    const all = ids()
    const from = anchor.value ? all.indexOf(anchor.value) : -1
    const to = all.indexOf(id)
    if (from < 0 || to < 0) return toggle(id)
    for (const between of all.slice(Math.min(from, to), Math.max(from, to) + 1)) chosen.add(between)
    anchor.value = id
  }
  function clear() {
    chosen.clear()
    anchor.value = null
  }
  const all = () => ids().forEach((id) => chosen.add(id))
  return { chosen, toggle, stretch, clear, all }
}
