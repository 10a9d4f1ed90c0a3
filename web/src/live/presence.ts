// Who else looks at which ticket, and who is writing.
import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { me } from '@/app/session'
import type { Id } from '@/api/types'
import { followTickets, onNotice, unwatchTicket, watchTicket, type Viewer } from './socket'

// Replaced as a whole: a reactive map remembers for ever who once asked it for what, and each row asks.
const present = shallowRef(new Map<Id, Viewer[]>())
const nobody: Viewer[] = []

/** The others at this ticket, without me. */
export const viewers = (ticket: Id): Viewer[] =>
  present.value.get(ticket)?.filter((viewer) => viewer.id !== me.value?.id) ?? nobody

export function usePresence() {
  onNotice((notice) => {
    if (notice.type === 'presence') present.value = new Map(present.value).set(notice.ticket_id, notice.users)
    else if (notice.type === 'resync') present.value = new Map()
  })
}

/** The ticket before my eyes. */
let watching: Id | undefined

/** Tells the others that I am here, as long as the component shows this ticket. */
export function useWatching(ticket: MaybeRefOrGetter<Id | undefined>) {
  let current: Id | undefined
  const move = (next: Id | undefined) => {
    if (next === current) return
    if (current) unwatchTicket(current)
    current = watching = next
    if (current) watchTicket(current)
  }
  watch(() => toValue(ticket), move, { immediate: true })
  onScopeDispose(() => move(undefined))
}

/** A row that scrolls by is not worth a question (ms). */
const SETTLE = 250
/** Rows of a screen; the server hears of no more. */
const MOST = 60

/** Shows who is at these tickets, in a list, without being there. One list at a time. */
export function useFollowing(tickets: MaybeRefOrGetter<Id[]>) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let known = ''
  const follow = (ids: Id[]) => {
    known = ids.join()
    present.value = new Map([...present.value].filter(([id]) => ids.includes(id) || id === watching))
    followTickets(ids)
  }
  watch(
    () => toValue(tickets).slice(0, MOST),
    (ids) => {
      clearTimeout(timer)
      if (ids.join() !== known) timer = setTimeout(() => follow(ids), SETTLE)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    follow([])
  })
}
