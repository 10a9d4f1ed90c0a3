// Tells colleagues that somebody writes, now and then.
import type { Id } from '@/api/types'
import { typing } from '@/live/socket'

const PAUSE = 2000

export function useTyping(ticket: Id) {
  let toldAt = 0
  return () => {
    if (Date.now() - toldAt < PAUSE) return
    toldAt = Date.now()
    typing(ticket)
  }
}
