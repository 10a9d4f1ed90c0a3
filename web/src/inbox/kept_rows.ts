// The lists of the queues one was in, kept with their rows and the place of the reader.
import { watch } from 'vue'
import { ticketLists } from '@/api/cache'
import { me } from '@/app/session'
import { QueueRows, type QueueWish } from './rows'

const MOST_KEPT = 8
const kept = new Map<string, QueueRows>()

export function queueRows(wish: QueueWish): QueueRows {
  const key = JSON.stringify(wish)
  const rows = kept.get(key) ?? new QueueRows(wish)
  kept.delete(key)
  kept.set(key, rows)
  ticketLists.add(rows)
  for (const [oldest, list] of kept) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(oldest)
    ticketLists.delete(list)
  }
  return rows
}

// What one user saw is nothing for the next one at this screen.
watch(
  () => me.value?.id,
  () => {
    for (const list of kept.values()) ticketLists.delete(list)
    kept.clear()
  },
)
