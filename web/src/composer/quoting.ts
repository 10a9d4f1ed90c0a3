// Words marked in a message, to be quoted in the answer.
import type { Id } from '@/api/types'

export interface Marked {
  message: Id
  text: string
}

/** What is marked in a message of the timeline, in its text or in the frame of its mail. */
export function markedWords(): Marked | null {
  for (const card of document.querySelectorAll<HTMLElement>('[data-message]')) {
    const inside = card.querySelector('iframe')?.contentDocument?.getSelection()
    const outside = getSelection()
    const own =
      outside?.anchorNode && card.contains(outside.anchorNode) && !outside.isCollapsed ? outside : null
    const text = ((inside && !inside.isCollapsed ? inside : own)?.toString() ?? '').trim()
    if (text) return { message: card.dataset.message!, text: text.slice(0, 20_000) }
  }
  return null
}
