// What is being written: one letter per ticket and kind, and what of it is worth keeping.
import type { Address, Attachment, Draft, DraftBody, DraftKind, Id } from '@/api/types'
import { picturesOf } from './editor/pictures'

export type Mode = 'reply' | 'reply_all' | 'forward' | 'note'
/** Where a letter is kept, here and on the server. */
export type Slot = DraftKind
export const slotOf = (mode: Mode): Slot => (mode === 'reply_all' ? 'reply' : mode)

export interface Letter {
  channelId: Id | null
  to: Address[]
  cc: Address[]
  bcc: Address[]
  subject: string
  text: string
  /** None: plain words. */
  html: string | null
  /** As formatted before it was edited as plain text; the format comes back with the rich editor. */
  formatted: string | null
  /** Beside the words; the pictures among them are in `html`. */
  files: Attachment[]
  seen: Id | null
  /** The message answered; none: the last one a person wrote. */
  answerTo: Id | null
  forwardOf: Id | null
  /** Which files of the forwarded message go along; none: all. */
  forwardFiles: Id[] | null
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
  formatted: null,
  files: [],
  seen: null,
  answerTo: null,
  forwardOf: null,
  forwardFiles: null,
  quote: true,
})

/** Only words, pictures and files are worth keeping; recipients alone come back by themselves. */
export const worthKeeping = (letter: Letter) =>
  letter.text.trim() !== '' ||
  letter.files.length > 0 ||
  picturesOf(letter.html ?? letter.formatted).length > 0

/** Every upload of the letter. Sent as plain text, the pictures among the words travel as files. */
export const uploadsOf = (letter: Letter): Id[] => [
  ...new Set([...letter.files.map((file) => file.id), ...picturesOf(letter.html ?? letter.formatted)]),
]

export function fromDraft(draft: Draft): Letter {
  const pictures = picturesOf(draft.html)
  return {
    ...emptyLetter(),
    channelId: draft.channel_id,
    to: draft.to ?? [],
    cc: draft.cc ?? [],
    bcc: draft.bcc ?? [],
    subject: draft.subject ?? '',
    text: draft.text,
    html: draft.html,
    files: (draft.attachments ?? []).filter((file) => !pictures.includes(file.id)),
    seen: draft.seen_message_id,
    answerTo: draft.answer_to,
    forwardOf: draft.forward_of,
    forwardFiles: draft.forward_attachment_ids,
    quote: draft.quote,
  }
}

export const toDraft = (letter: Letter, note: boolean): DraftBody => ({
  channel_id: note ? null : letter.channelId,
  to: letter.to,
  cc: letter.cc,
  bcc: letter.bcc,
  subject: letter.subject || null,
  text: letter.text,
  html: letter.html,
  attachment_ids: uploadsOf(letter),
  seen_message_id: letter.seen,
  answer_to: letter.answerTo,
  forward_of: letter.forwardOf,
  forward_attachment_ids: letter.forwardFiles,
  quote: letter.quote,
})

/** Whether the words of `other` would be missed if only `kept` stayed. */
export const missed = (other: Letter, kept: Letter) =>
  worthKeeping(other) &&
  (!plain(kept.text).includes(plain(other.text)) ||
    uploadsOf(other).some((id) => !uploadsOf(kept).includes(id)))
const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
