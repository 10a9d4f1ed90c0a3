// Changes to views: saved, put in order, and the lists that show them refreshed.
import { cache } from '@/api/cache'
import { patch, post, put } from '@/api/request'
import type { Id, Items, View, ViewBody } from '@/api/types'
import { failed } from '@/ui/failed'

const refresh = () => {
  for (const key of ['views', 'counts', 'queue']) void cache.invalidateQueries({ queryKey: [key] })
}

/** Makes a view, or changes `before`. */
export async function saveView(body: ViewBody, before?: View): Promise<View> {
  const saved = before
    ? await patch<View>(`/views/${before.id}`, body, { version: before.version })
    : await post<View>('/views', body, { idempotencyKey: crypto.randomUUID() })
  refresh()
  return saved
}

/** Shows the views of one group in the order of `ids` at once; back if the server refuses. */
export async function orderViews(ids: Id[]) {
  const before = cache.getQueryData<Items<View>>(['views'])
  if (!before) return
  const moved = ids.flatMap((id) => before.items.filter((view) => view.id === id))
  const places = before.items.flatMap((view, index) => (ids.includes(view.id) ? [index] : []))
  const items = [...before.items]
  places.forEach((place, at) => (items[place] = moved[at]))
  cache.setQueryData<Items<View>>(['views'], { items })
  try {
    cache.setQueryData<Items<View>>(['views'], await put<Items<View>>('/views/order', { ids }))
  } catch (error) {
    cache.setQueryData<Items<View>>(['views'], before)
    failed(error)
  }
}
