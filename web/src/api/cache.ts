// The query cache, the names of what is in it, and how a ticket is patched wherever it shows.
import { QueryClient } from '@tanstack/vue-query'
import { Problem } from './request'
import type { Ticket, TicketRow } from './types'

export const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // What is here is replaced, never changed in place: nothing inside it needs to be watched.
      shallow: true,
      // What the server refused stays refused; only a lost connection is worth another try.
      retry: (count, error) =>
        error instanceof Problem && (error.status === 0 || error.status >= 500) && count < 2,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

/** A list of tickets that is too long for the query cache. */
export interface TicketList {
  find: (id: string) => TicketRow | undefined
  patch: (id: string, fields: Partial<Ticket>) => void
}
export const ticketLists = new Set<TicketList>()

/** Puts `fields` on the ticket in every list and page that shows it. */
export function patchTicket(id: string, fields: Partial<Ticket>) {
  for (const list of ticketLists) list.patch(id, fields)
  cache.setQueriesData<Ticket>({ queryKey: ['ticket'] }, (ticket) =>
    ticket && ticket.id === id ? { ...ticket, ...fields } : ticket,
  )
}

/** The ticket as last seen, from wherever it is cached. */
export function cachedTicket(id: string): TicketRow | undefined {
  for (const [, ticket] of cache.getQueriesData<Ticket>({ queryKey: ['ticket'] }))
    if (ticket?.id === id) return ticket
  for (const list of ticketLists) {
    const row = list.find(id)
    if (row) return row
  }
  return undefined
}
