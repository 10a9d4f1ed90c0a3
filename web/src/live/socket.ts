// One WebSocket for change notices: reconnects with growing pauses, and after a gap everything visible is fetched again.
import { onScopeDispose, ref } from 'vue'
import type { DraftKind, Id } from '@/api/types'

export type Notice =
  | { type: 'hello'; user_id: Id }
  | { type: 'ticket'; id: Id; change: 'created' | 'message' | 'changed' }
  | { type: 'contact'; id: Id }
  | { type: 'contact_import'; id: Id }
  | { type: 'company'; id: Id }
  | { type: 'channel' | 'agent'; id: Id }
  | { type: 'intake' | 'view' | 'custom_fields' | 'segments' | 'canned' | 'notification' | 'resync' | 'pong' }
  | { type: 'draft'; ticket_id: Id; kind: DraftKind; version: number | null }
  | { type: 'presence'; ticket_id: Id; users: Viewer[] }
export interface Viewer {
  id: Id
  name: string
  typing: boolean
}
type Wish =
  | { type: 'watch' | 'unwatch' | 'typing'; ticket_id: Id }
  | { type: 'follow'; ticket_ids: Id[] }
  | { type: 'ping' }

/** `lost` only after a while, so that a blink of the network is not announced. */
export const connection = ref<'connecting' | 'open' | 'lost'>('connecting')
/** The device itself has no network: there is nothing to try. */
export const offline = ref(!navigator.onLine)

const BEAT = 25_000
/** A server that is there answers a ping sooner. */
const PATIENCE = 6_000
/** Its close code when sessions or rights changed. */
const REVOKED = 4401

const listeners = new Set<(notice: Notice) => void>()
const watched = new Map<Id, number>()
let socket: WebSocket | null = null
let attempts = 0
let wanted = false
let heardAt = 0
let beatAt = 0
let followed: Id[] = []
let doubt: ReturnType<typeof setTimeout> | undefined
let retry: ReturnType<typeof setTimeout> | undefined

/** Hears every notice while the calling component lives. */
export function onNotice(listener: (notice: Notice) => void) {
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
}

const tell = (notice: Notice) => listeners.forEach((listener) => listener(notice))

function send(wish: Wish) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(wish))
}

export const typing = (ticket: Id) => send({ type: 'typing', ticket_id: ticket })

export function watchTicket(ticket: Id) {
  const watchers = (watched.get(ticket) ?? 0) + 1
  watched.set(ticket, watchers)
  if (watchers === 1) send({ type: 'watch', ticket_id: ticket })
}

export function unwatchTicket(ticket: Id) {
  const watchers = (watched.get(ticket) ?? 1) - 1
  if (watchers > 0) return void watched.set(ticket, watchers)
  watched.delete(ticket)
  send({ type: 'unwatch', ticket_id: ticket })
}

/** Hears who is at these tickets without being there; replaces what was followed before. */
export function followTickets(tickets: Id[]) {
  followed = tickets
  send({ type: 'follow', ticket_ids: tickets })
}

function connect() {
  clearTimeout(retry)
  clearTimeout(doubt)
  const url = new URL('/api/v1/live', location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  const mine = new WebSocket(url)
  socket = mine
  mine.onopen = () => {
    const again = attempts > 0
    attempts = 0
    heardAt = Date.now()
    connection.value = 'open'
    for (const ticket of watched.keys()) send({ type: 'watch', ticket_id: ticket })
    if (followed.length) send({ type: 'follow', ticket_ids: followed })
    // Whatever happened while we were away was not told to us.
    if (again) tell({ type: 'resync' })
  }
  mine.onmessage = (event) => {
    heardAt = Date.now()
    tell(JSON.parse(event.data) as Notice)
  }
  mine.onclose = (event) => {
    if (socket !== mine || !wanted) return
    attempts++
    // Whatever is fetched now says whether we are still somebody here.
    if (event.code === REVOKED) tell({ type: 'resync' })
    if (attempts > 2) connection.value = 'lost'
    const pause = Math.min(30_000, 500 * 2 ** Math.min(attempts, 6)) * (0.5 + Math.random() / 2)
    retry = setTimeout(connect, pause)
  }
}

/** Leaves a socket that only seems open (sleep, changed network) for a new one; what was missed is fetched. */
function replace() {
  attempts++
  if (socket) socket.onclose = null
  socket?.close()
  connect()
}

/** Asks for a sign of life, and does without this socket when none comes. */
function check() {
  if (!wanted || socket?.readyState !== WebSocket.OPEN) return
  const asked = Date.now()
  send({ type: 'ping' })
  clearTimeout(doubt)
  doubt = setTimeout(() => heardAt < asked && replace(), PATIENCE)
}

function beat() {
  // A beat that comes this late was slept through, and the socket with it.
  const slept = Date.now() - beatAt > 2 * BEAT
  beatAt = Date.now()
  if (slept && wanted && socket?.readyState === WebSocket.OPEN) replace()
  else check()
}

function hurry() {
  offline.value = !navigator.onLine
  if (!wanted || document.visibilityState !== 'visible') return
  if (socket?.readyState === WebSocket.OPEN) check()
  else if (socket?.readyState !== WebSocket.CONNECTING) connect()
}

/** Does not wait for the next attempt. */
export function tryNow() {
  if (socket?.readyState === WebSocket.CONNECTING) socket.onclose = null
  connect()
}

const OCCASIONS = ['online', 'offline', 'focus', 'pageshow'] as const

/** Keeps the connection while the calling component lives. */
export function useLive() {
  wanted = true
  connect()
  beatAt = Date.now()
  const beats = setInterval(beat, BEAT)
  for (const occasion of OCCASIONS) addEventListener(occasion, hurry)
  document.addEventListener('visibilitychange', hurry)
  onScopeDispose(() => {
    wanted = false
    clearInterval(beats)
    clearTimeout(retry)
    clearTimeout(doubt)
    for (const occasion of OCCASIONS) removeEventListener(occasion, hurry)
    document.removeEventListener('visibilitychange', hurry)
    socket?.close()
    socket = null
    attempts = 0
    connection.value = 'connecting'
  })
}
