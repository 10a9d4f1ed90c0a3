// Letting somebody take part in a ticket.
import { cache, patchTicket } from '@/api/cache'
import { post } from '@/api/request'
import type { Participant, Ticket } from '@/api/types'
import { failed } from '@/ui/failed'

/** Shown at once; comes back when it is refused. */
export async function acceptParticipant(ticket: Ticket, stranger: Participant) {
  const before = ticket.participants
  patchTicket(ticket.id, { participants: before.filter((one) => one.id !== stranger.id) })
  try {
    const now = await post<Ticket>(`/tickets/${ticket.id}/participants/${stranger.id}/accept`)
    patchTicket(ticket.id, now)
    void cache.invalidateQueries({ queryKey: ['timeline', ticket.id] })
  } catch (error) {
    patchTicket(ticket.id, { participants: before })
    failed(error)
  }
}
