// Letters on this device: at hand before the server has them, and when it cannot be reached.
import type { Id } from '@/api/types'
import { me } from '@/app/session'
import { emptyLetter, type Letter, type Slot } from './letter'

interface Kept {
  letter: Letter
  /** Of the server's draft it continues. */
  version: number | null
  /** When something was typed last (ms). */
  at: number
}

const keyOf = (ticket: Id, slot: Slot, aside = false) =>
  `centralino.draft.${me.value?.id}.${ticket}.${slot}${aside ? '.other' : ''}`

function read(key: string): Kept | null {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null
    return stored?.letter ? { ...stored, letter: { ...emptyLetter(), ...stored.letter } } : null
  } catch {
    return null
  }
}

function write(key: string, kept: Kept) {
  try {
    localStorage.setItem(key, JSON.stringify(kept))
  } catch {
    // The device has no room left; the server still has its copy.
  }
}

/** A letter the server does not have (yet), from this device. */
export const localLetter = (ticket: Id, slot: Slot) => read(keyOf(ticket, slot))
export const keepLocal = (ticket: Id, slot: Slot, letter: Letter, version: number | null) =>
  write(keyOf(ticket, slot), { letter, version, at: Date.now() })
export const dropLocal = (ticket: Id, slot: Slot) => localStorage.removeItem(keyOf(ticket, slot))

/** What another window wrote in place of this letter, until somebody looked at it. */
export const otherLetter = (ticket: Id, slot: Slot) => read(keyOf(ticket, slot, true))?.letter ?? null
export function keepOther(ticket: Id, slot: Slot, letter: Letter | null) {
  const key = keyOf(ticket, slot, true)
  if (letter) write(key, { letter, version: null, at: Date.now() })
  else localStorage.removeItem(key)
}
