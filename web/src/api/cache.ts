// The query cache, the names of what is in it, and how a ticket is patched wherever it shows.
import { QueryClient, type InfiniteData } from '@tanstack/vue-query'
import { Problem } from './request'
import type { Page, Ticket, TicketRow } from './types'

export const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // What the server refused stays refused; only a lost connection is worth another try.
      retry: (count, error) =>
        error instanceof Problem && (error.status === 0 || error.status >= 500) && count < 2,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

type Queue = InfiniteData<Page<TicketRow>, string | null>

/** Puts `fields` on the ticket in every list and page that shows it. */
export function patchTicket(id: string, fields: Partial<Ticket>) {
  const patchQueue = (data: Queue | undefined): Queue | undefined =>
    data && {
      ...data,
      pages: data.pages.map((page) => ({
        ...page,
        items: page.items.map((row) => (row.id === id ? { ...row, ...fields } : row)),
      })),
    }
  cache.setQueriesData<Queue>({ queryKey: ['queue'] }, patchQueue)
  cache.setQueriesData<Ticket>({ queryKey: ['ticket'] }, (ticket) =>
    ticket && ticket.id === id ? { ...ticket, ...fields } : ticket,
  )
}

/** The ticket as last seen, from wherever it is cached. */
export function cachedTicket(id: string): TicketRow | undefined {
  for (const [, ticket] of cache.getQueriesData<Ticket>({ queryKey: ['ticket'] }))
    if (ticket?.id === id) return ticket
  for (const [, queue] of cache.getQueriesData<Queue>({ queryKey: ['queue'] }))
    for (const page of queue?.pages ?? []) {
      const row = page.items.find((row) => row.id === id)
      if (row) return row
    }
  return undefined
}
