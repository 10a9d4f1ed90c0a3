// Taking back, hurrying and repeating messages that are on their way.
import { ref } from 'vue'
import { cache } from '@/api/cache'
import { post } from '@/api/request'
import type { Cancelled, DraftKind, Id, Message } from '@/api/types'
import { t } from '@/i18n'
import { confirm } from '@/ui/confirm'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'

/** The ticket whose draft came back; its composer opens again. */
export const restored = ref<{ ticket: Id; kind: DraftKind; at: number } | null>(null)

const refresh = (ticket: Id | undefined) =>
  Promise.all([
    cache.invalidateQueries({ queryKey: ['timeline', ticket] }),
    cache.invalidateQueries({ queryKey: ['scheduled', ticket] }),
    cache.invalidateQueries({ queryKey: ['ticket'] }),
    cache.invalidateQueries({ queryKey: ['queue'] }),
  ])

export async function cancelMessage(message: Message): Promise<boolean> {
  let back: Cancelled
  try {
    back = await post<Cancelled>(`/messages/${message.id}/cancel`)
  } catch (error) {
    failed(error)
    await refresh(message.ticket?.id)
    return false
  }
  if (message.ticket) restored.value = { ticket: message.ticket.id, kind: back.draft.kind, at: Date.now() }
  toast(t('delivery.cancelled_said'))
  await refresh(message.ticket?.id)
  return true
}

export async function sendNow(message: Message) {
  await post(`/messages/${message.id}/send-now`).catch(failed)
  await refresh(message.ticket?.id)
}

/** A message of unknown fate may arrive twice: that is for a person to decide. */
export async function retryMessage(message: Message) {
  if (message.state === 'unknown') {
    const yes = await confirm({
      title: t('delivery.send_again'),
      text: t('delivery.twice'),
      yes: t('delivery.send_again'),
    })
    if (!yes) return
  }
  const query = message.state === 'unknown' ? { confirm_duplicate: true } : undefined
  await post(`/messages/${message.id}/retry`, undefined, { query }).catch(failed)
  await refresh(message.ticket?.id)
}
