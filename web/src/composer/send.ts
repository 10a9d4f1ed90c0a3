// Sends a letter: the same words sent again after a lost answer carry the same key, so they go out once.
import { cache } from '@/api/cache'
import { post } from '@/api/request'
import type { Id, Message, Reply, TicketStatus } from '@/api/types'
import type { Letter, Slot } from './letter'

export interface Sending {
  status?: TicketStatus
  sendAt?: string
  confirmNewer?: boolean
  mentionIds?: Id[]
}

const tried = new Map<string, string>()
function keyFor(path: string, body: unknown): string {
  const what = path + JSON.stringify(body)
  const key = tried.get(what) ?? crypto.randomUUID()
  tried.set(what, key)
  return key
}

export async function sendLetter(ticket: Id, slot: Slot, letter: Letter, how: Sending): Promise<Message> {
  const path = `/tickets/${ticket}/${slot === 'note' ? 'notes' : 'replies'}`
  const body = slot === 'note' ? noteBody(letter, how) : replyBody(slot, letter, how)
  const message = await post<Message>(path, body, { idempotencyKey: keyFor(path, body) })
  tried.delete(path + JSON.stringify(body))
  void cache.invalidateQueries({ queryKey: ['timeline', ticket] })
  void cache.invalidateQueries({ queryKey: ['ticket'] })
  void cache.invalidateQueries({ queryKey: ['queue'] })
  void cache.invalidateQueries({ queryKey: ['counts'] })
  return message
}

const noteBody = (letter: Letter, how: Sending) => ({
  text: letter.text,
  ...(letter.html ? { html: letter.html } : {}),
  attachment_ids: letter.files.map((file) => file.id),
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
    attachment_ids: letter.files.map((file) => file.id),
    seen_message_id: letter.seen,
    quote: letter.quote,
    ...(how.sendAt ? { send_at: how.sendAt } : {}),
    ...(how.status ? { status: how.status } : {}),
    ...(how.confirmNewer ? { confirm_newer: true } : {}),
    ...(slot === 'forward' && letter.forwardOf ? { forward_of: letter.forwardOf } : {}),
  }
}
