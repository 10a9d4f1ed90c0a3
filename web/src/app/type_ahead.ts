// What is typed between the key that opens something to write in and the moment that can take words.

/** Longer than any part of the app should take to load; then the keys mean again what they meant. */
const PATIENCE = 8000
let words = ''
let end: (() => void) | null = null
/** Even what is meant for a field that has the focus still. */
let anywhere = false

const writes = (target: EventTarget | null) =>
  (target as HTMLElement | null)?.closest?.('input, textarea, select, [contenteditable="true"]')

/** Whether somebody is writing in a field already, and would lose the place by another taking the focus. */
export const writing = () => !!writes(document.activeElement)

function take(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (!anywhere && writes(event.target)) return
  if (event.key.length === 1) words += event.key
  else if (event.key === 'Enter') words += '\n'
  else if (event.key === 'Backspace') words = words.slice(0, -1)
  else return
  event.preventDefault()
  event.stopPropagation()
}

/** From now on keys are words for what opens, not shortcuts. `from` elsewhere than in fields, unless it takes the focus
 * away from them. */
export function catchTyping(from: 'elsewhere' | 'anywhere' = 'elsewhere') {
  // What is caught already goes to what opens now.
  if (!end) words = ''
  end?.()
  anywhere = from === 'anywhere'
  addEventListener('keydown', take, true)
  const timer = setTimeout(() => end?.(), PATIENCE)
  end = () => {
    clearTimeout(timer)
    removeEventListener('keydown', take, true)
    end = null
  }
}

/** Ends it: what was typed meanwhile. */
export function caughtTyping(): string {
  end?.()
  const caught = words
  words = ''
  return caught
}
