// What waits in this browser for the connection: shown, sent when its author says so, or opened again to be changed.
import { ref, toRaw } from 'vue'
import { Problem } from '@/api/request'
import type { Id } from '@/api/types'
import { me } from '@/app/session'
import { t } from '@/i18n'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'
import { keepLocal } from './local_letters'
import type { Slot } from './letter'
import { allWaiting, dropWaiting, putWaiting, type Waiting } from './outbox_store'
import { sendParcel } from './send'

export const waiting = ref<Waiting[]>([])
/** The ticket whose letter was taken out of the outbox; its composer opens again. */
export const taken = ref<{ ticket: Id; kind: Slot; at: number } | null>(null)

/** Other windows of this browser keep up. */
const news = new BroadcastChannel('centralino.outbox')
news.onmessage = () => void refresh(false)

export async function refresh(tell = true) {
  if (tell) news.postMessage('changed')
  waiting.value = me.value ? await allWaiting(me.value.id).catch(() => []) : []
}

/** Keeps a letter until there is a connection again. */
export async function keepForLater(one: Omit<Waiting, 'id' | 'user' | 'at'>) {
  if (!me.value) return
  const plain = JSON.parse(JSON.stringify(toRaw(one))) as typeof one
  await putWaiting({ ...plain, id: one.parcel.key, user: me.value.id, at: Date.now() })
  await refresh()
}

/** So long the server remembers a key (24 hours, with an hour to spare): later the same letter could arrive twice. */
const SURE = 23 * 3_600_000

/** Sends one: it is sent, or kept for want of a connection, or back in the composer because it needs its author. */
export async function sendWaiting(one: Waiting): Promise<'sent' | 'kept' | 'back'> {
  if (Date.now() - one.at > SURE) {
    await takeBack(one)
    toast(t('outbox.old'), { tone: 'error' })
    return 'back'
  }
  try {
    await sendParcel(one.parcel)
  } catch (error) {
    if (!(error instanceof Problem) || error.status === 0 || error.status >= 500 || error.status === 429) {
      if (error instanceof Problem && error.status === 0) toast(t('outbox.still_offline'), { tone: 'error' })
      else failed(error)
      return 'kept'
    }
    await takeBack(one)
    failed(error)
    return 'back'
  }
  await dropWaiting(one.id)
  await refresh()
  return 'sent'
}

/** Opens it again in its ticket's composer. */
export async function takeBack(one: Waiting) {
  keepLocal(one.ticket.id, one.slot, one.letter, null)
  await dropWaiting(one.id)
  await refresh()
  taken.value = { ticket: one.ticket.id, kind: one.slot, at: Date.now() }
}

/** Throws one away. */
export async function dropOne(one: Waiting) {
  await dropWaiting(one.id)
  await refresh()
}
