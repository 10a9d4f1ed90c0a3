// One WebSocket for change notices: reconnects with growing pauses, and after a gap everything visible is fetched again.
import { onScopeDispose, ref } from 'vue'
import type { Id } from '@/api/types'

export type Notice =
  | { type: 'hello'; user_id: Id }
  | { type: 'ticket'; id: Id; change: 'created' | 'message' | 'changed' }
  | { type: 'contact'; id: Id }
  | { type: 'company'; id: Id }
  | { type: 'channel'; id: Id }
  | { type: 'intake' | 'view' | 'custom_fields' | 'segments' | 'notification' | 'resync' | 'pong' }
  | { type: 'presence'; ticket_id: Id; users: Viewer[] }
export interface Viewer {
  id: Id
  name: string
  typing: boolean
}
type Wish = { type: 'watch' | 'unwatch' | 'typing'; ticket_id: Id } | { type: 'ping' }

/** `lost` only after a while, so that a blink of the network is not announced. */
export const connection = ref<'connecting' | 'open' | 'lost'>('connecting')

const listeners = new Set<(notice: Notice) => void>()
const watched = new Map<Id, number>()
let socket: WebSocket | null = null
let attempts = 0
let wanted = false
let heardAt = 0
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

function connect() {
  clearTimeout(retry)
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
    // Whatever happened while we were away was not told to us.
    if (again) tell({ type: 'resync' })
  }
  mine.onmessage = (event) => {
    heardAt = Date.now()
    tell(JSON.parse(event.data) as Notice)
  }
  mine.onclose = () => {
    if (socket !== mine || !wanted) return
    attempts++
    if (attempts > 2) connection.value = 'lost'
    const pause = Math.min(30_000, 500 * 2 ** Math.min(attempts, 6)) * (0.5 + Math.random() / 2)
    retry = setTimeout(connect, pause)
  }
}

/** A socket that says nothing after a ping is dead, whatever the system believes (sleep, changed network). */
function check() {
  if (!wanted) return
  if (socket?.readyState === WebSocket.OPEN) {
    if (Date.now() - heardAt > 60_000) {
      attempts++
      socket.onclose = null
      socket.close()
      connect()
    } else send({ type: 'ping' })
  }
}

function hurry() {
  if (wanted && document.visibilityState === 'visible' && socket?.readyState !== WebSocket.OPEN) connect()
  else check()
}

/** Keeps the connection while the calling component lives. */
export function useLive() {
  wanted = true
  connect()
  const beat = setInterval(check, 25_000)
  addEventListener('online', hurry)
  document.addEventListener('visibilitychange', hurry)
  onScopeDispose(() => {
    wanted = false
    clearInterval(beat)
    clearTimeout(retry)
    removeEventListener('online', hurry)
    document.removeEventListener('visibilitychange', hurry)
    socket?.close()
    socket = null
    attempts = 0
    connection.value = 'connecting'
  })
}
