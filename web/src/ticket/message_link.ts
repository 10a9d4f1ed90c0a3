// Links to one message of a ticket: `/tickets/12#message-<id>`.
import type { Id } from '@/api/types'

export const messageLink = (ticket: number, message: Id) =>
  `${location.origin}/tickets/${ticket}#message-${message}`

export const messageInHash = (hash: string): Id | null => /^#message-([0-9a-f-]{36})$/.exec(hash)?.[1] ?? null
