// Who else looks at which ticket, and who is writing.
import { reactive, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { onScopeDispose } from 'vue'
import { me } from '@/app/session'
import type { Id } from '@/api/types'
import { onNotice, unwatchTicket, watchTicket, type Viewer } from './socket'

const present = reactive(new Map<Id, Viewer[]>())

/** The others at this ticket, without me. */
export const viewers = (ticket: Id): Viewer[] =>
  (present.get(ticket) ?? []).filter((viewer) => viewer.id !== me.value?.id)

export function usePresence() {
  onNotice((notice) => {
    if (notice.type === 'presence') present.set(notice.ticket_id, notice.users)
    else if (notice.type === 'resync') present.clear()
  })
}

/** Tells the others that I am here, as long as the component shows this ticket. */
export function useWatching(ticket: MaybeRefOrGetter<Id | undefined>) {
  let current: Id | undefined
  const move = (next: Id | undefined) => {
    if (next === current) return
    if (current) unwatchTicket(current)
    current = next
    if (current) watchTicket(current)
  }
  watch(() => toValue(ticket), move, { immediate: true })
  onScopeDispose(() => move(undefined))
}
