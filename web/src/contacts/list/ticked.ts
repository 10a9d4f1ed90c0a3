// Which contacts are ticked, with shift for a stretch.
import { reactive } from 'vue'
import type { Id } from '@/api/types'

export function useTicked(ids: () => Id[]) {
  const chosen = reactive(new Set<Id>())
  let anchor: Id | null = null
  function toggle(id: Id) {
    if (!chosen.delete(id)) chosen.add(id)
    anchor = id
  }
  /** Ticks everything between the last ticked row and this one. */
  function stretch(id: Id) {
    const all = ids()
    const [from, to] = [anchor ? all.indexOf(anchor) : -1, all.indexOf(id)]
    if (from < 0 || to < 0) return toggle(id)
    for (const between of all.slice(Math.min(from, to), Math.max(from, to) + 1)) chosen.add(between)
    anchor = id
  }
  function clear() {
    chosen.clear()
    anchor = null
  }
  const all = () => ids().forEach((id) => chosen.add(id))
  return { chosen, toggle, stretch, clear, all }
}
