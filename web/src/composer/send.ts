// Sends a letter: the same words sent again after a lost answer carry the same key, so they go out once.
import { cache } from '@/api/cache'
import { post } from '@/api/request'
import type { Id, Message, Note, Reply, TicketStatus } from '@/api/types'
import { uploadsOf, type Letter, type Slot } from './letter'

export interface Sending {
  status?: TicketStatus
  /** With the status snoozed. */
  snoozedUntil?: string
  sendAt?: string
  confirmNewer?: boolean
  mentionIds?: Id[]
}

/** All that is needed to send a letter, now or when the connection is back. */
export interface Parcel {
  path: string
  body: Reply | Note
  /** The server takes what carries it only once. */
  key: string
}

const tried = new Map<string, string>()
const nameOf = (path: string, body: unknown) => path + JSON.stringify(body)

export function parcel(ticket: Id, slot: Slot, letter: Letter, how: Sending): Parcel {
  const path = `/tickets/${ticket}/${slot === 'note' ? 'notes' : 'replies'}`
  const body = slot === 'note' ? noteBody(letter, how) : replyBody(slot, letter, how)
  const key = tried.get(nameOf(path, body)) ?? crypto.randomUUID()
  tried.set(nameOf(path, body), key)
  return { path, body, key }
}

export async function sendParcel({ path, body, key }: Parcel): Promise<Message> {
  const message = await post<Message>(path, body, { idempotencyKey: key })
  tried.delete(nameOf(path, body))
  void cache.invalidateQueries({ queryKey: ['timeline', message.ticket?.id] })
  for (const shown of ['ticket', 'queue', 'counts', 'scheduled'])
    void cache.invalidateQueries({ queryKey: [shown] })
  return message
}

const noteBody = (letter: Letter, how: Sending): Note => ({
  text: letter.text,
  ...(letter.html ? { html: letter.html } : {}),
  attachment_ids: uploadsOf(letter),
  mention_ids: how.mentionIds ?? [],
})

function replyBody(slot: Slot, letter: Letter, how: Sending): Reply {
  return {
    ...(letter.channelId ? { channel_id: letter.channelId } : {}),
    to: letter.to,
    cc: letter.cc,
    bcc: letter.bcc,
    ...(letter.subject ? { subject: letter.subject } : {}),
    text: letter.text,
    ...(letter.html ? { html: letter.html } : {}),
    attachment_ids: uploadsOf(letter),
    seen_message_id: letter.seen,
    quote: letter.quote,
    ...(how.sendAt ? { send_at: how.sendAt } : {}),
    ...(how.status ? { status: how.status } : {}),
    ...(how.snoozedUntil ? { snoozed_until: how.snoozedUntil } : {}),
    ...(how.confirmNewer ? { confirm_newer: true } : {}),
    ...(slot === 'reply' && letter.answerTo ? { answer_to: letter.answerTo } : {}),
    ...(slot === 'forward' && letter.forwardOf ? { forward_of: letter.forwardOf } : {}),
    ...(slot === 'forward' && letter.forwardFiles ? { forward_attachment_ids: letter.forwardFiles } : {}),
  }
}
