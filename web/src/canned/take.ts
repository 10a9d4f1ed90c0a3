// Takes a canned reply for an answer: its words filled in, its files ready to go along.
import { cache } from '@/api/cache'
import { post } from '@/api/request'
import type { Attachment, Id, TakenReply } from '@/api/types'
import { t } from '@/i18n'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'

/** What the slash of an editor needs to know of the letter it is in. */
export interface SlashPlace {
  ticket: Id
  /** The channel of the answer. */
  channel: () => Id | undefined
  /** Of the customer. */
  language: string | null
  /** Files of a reply join the letter. */
  files: (files: Attachment[]) => void
}

/** The words, or null when the server would not give them; files and gaps are seen to. */
export async function takeReply(id: Id, place: SlashPlace): Promise<TakenReply | null> {
  try {
    const taken = await post<TakenReply>(`/canned-replies/${id}/use`, {
      ticket_id: place.ticket,
      channel_id: place.channel(),
    })
    if (taken.attachments.length) place.files(taken.attachments)
    if (taken.gaps.length) toast(t('macros.gaps', { n: taken.gaps.length }, taken.gaps.length))
    void cache.invalidateQueries({ queryKey: ['canned-replies'] })
    return taken
  } catch (error) {
    failed(error)
    return null
  }
}
