// Turns change notices into fresh data: only what is on screen is fetched, and bursts are fetched once.
import { onScopeDispose } from 'vue'
import { cache, cachedTicket, patchTicket } from '@/api/cache'
import { get, Problem } from '@/api/request'
import type { Id, Ticket } from '@/api/types'
import { onNotice } from './socket'

/** Runs `work` at most once per pause, and once more for what came meanwhile. */
function calmly(work: () => void, pause: number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined
      work()
    }, pause)
  }
}

export function useRefetch() {
  const invalidate = (...keys: string[]) =>
    keys.forEach((key) => void cache.invalidateQueries({ queryKey: [key] }))
  const counts = calmly(() => invalidate('counts'), 400)
  const touched = new Set<Id>()
  const tickets = calmly(() => {
    for (const id of touched) void refetchTicket(id)
    touched.clear()
  }, 150)

  onNotice((notice) => {
    switch (notice.type) {
      case 'resync':
        return void cache.invalidateQueries()
      case 'ticket':
        counts()
        touched.add(notice.id)
        return tickets()
      case 'contact':
        void cache.invalidateQueries({ queryKey: ['contact', notice.id] })
        return void cache.invalidateQueries({ queryKey: ['contacts'] })
      case 'company':
        void cache.invalidateQueries({ queryKey: ['company', notice.id] })
        return invalidate('companies')
      case 'custom_fields':
        return invalidate('custom-fields', 'contact-filter-fields', 'contacts', 'contact')
      case 'segments':
        return invalidate('segments')
      case 'contact_import':
        return invalidate('contact-imports')
      case 'channel':
        return invalidate('channels', 'channel')
      case 'agent':
        return invalidate('agents', 'users')
      case 'intake':
        counts()
        return invalidate('intake')
      case 'canned':
        return invalidate('canned-replies', 'canned-folders', 'macros')
      case 'view':
        counts()
        return invalidate('views')
      case 'notification':
        counts()
        return invalidate('notifications')
    }
  })
}

/** Fetches a ticket again if anything on screen shows it. */
async function refetchTicket(id: Id) {
  const known = cachedTicket(id)
  if (!known) return
  void cache.invalidateQueries({ queryKey: ['timeline', id] })
  void cache.invalidateQueries({ queryKey: ['scheduled', id] })
  void cache.invalidateQueries({ queryKey: ['contact', known.contact.id, 'tickets'] })
  void cache.invalidateQueries({ queryKey: ['contact', known.contact.id, 'timeline'] })
  try {
    patchTicket(id, await get<Ticket>(`/tickets/${id}`))
  } catch (error) {
    // Gone, or no longer ours to see: the lists say so when they load again.
    if (error instanceof Problem && error.status === 404)
      void cache.invalidateQueries({ queryKey: ['queue'] })
  }
}
