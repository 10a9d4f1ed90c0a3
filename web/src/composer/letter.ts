// What is being written: one letter per ticket and kind, and what of it is worth keeping.
import type { Address, Attachment, Draft, Id } from '@/api/types'

export type Mode = 'reply' | 'reply_all' | 'forward' | 'note'
/** Where a letter is kept. Forwards live on this device only: the server's drafts have no place for what is forwarded. */
export type Slot = 'reply' | 'note' | 'forward'
export const slotOf = (mode: Mode): Slot => (mode === 'reply_all' ? 'reply' : mode)

export interface Letter {
  channelId: Id | null
  to: Address[]
  cc: Address[]
  bcc: Address[]
  subject: string
  text: string
  html: string | null
  files: Attachment[]
  seen: Id | null
  forwardOf: Id | null
  quote: boolean
}

export const emptyLetter = (): Letter => ({
  channelId: null,
  to: [],
  cc: [],
  bcc: [],
  subject: '',
  text: '',
  html: null,
  files: [],
  seen: null,
  forwardOf: null,
  quote: true,
})

/** Only words and files are worth keeping; recipients alone come back by themselves. */
export const worthKeeping = (letter: Letter) => letter.text.trim() !== '' || letter.files.length > 0

export const fromDraft = (draft: Draft): Letter => ({
  ...emptyLetter(),
  channelId: draft.channel_id,
  to: draft.to ?? [],
  cc: draft.cc ?? [],
  bcc: draft.bcc ?? [],
  subject: draft.subject ?? '',
  text: draft.text,
  html: draft.html,
  files: draft.attachments ?? [],
  seen: draft.seen_message_id,
})

export const toDraft = (letter: Letter, note: boolean) => ({
  channel_id: note ? null : letter.channelId,
  to: letter.to,
  cc: letter.cc,
  bcc: letter.bcc,
  subject: letter.subject || null,
  text: letter.text,
  html: letter.html,
  attachment_ids: letter.files.map((file) => file.id),
  seen_message_id: letter.seen,
})
