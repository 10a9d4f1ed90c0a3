// One keyboard for the app: pages register keys while they are shown; the youngest wins.
import { onScopeDispose } from 'vue'
import { chosenKeys } from './chosen_keys'
import { meant } from './keymap'

type Handler = (event: KeyboardEvent) => void
/** Shipped keys as `j`, `shift+x`, `mod+k` (Ctrl or ⌘), or a sequence `g i`; people may have chosen others for them. */
export type Keys = Record<string, Handler>

/** What these do in a field belongs to the field. */
const EDITING = new Set([...'abciuvxyz'].map((key) => `mod+${key}`))
const layers: Keys[] = []
let pending: { first: string; at: number } | null = null

export function useShortcuts(keys: Keys) {
  layers.push(keys)
  onScopeDispose(() => layers.splice(layers.indexOf(keys), 1))
}

function handlerOf(shipped: string): Handler | undefined {
  for (let index = layers.length - 1; index >= 0; index--) {
    const handler = layers[index][shipped]
    if (handler) return handler
  }
  return undefined
}

function find(pressed: string): Handler | undefined {
  const shipped = meant(pressed, chosenKeys.value)
  return shipped === undefined ? undefined : handlerOf(shipped)
}

/** Does what the shipped keys do, whatever keys it has now. */
export function perform(shipped: string) {
  handlerOf(shipped)?.(new KeyboardEvent('keydown'))
}

function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  if (!element?.closest) return false
  // A box just ticked has the focus, but takes no letters.
  const fields = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable="true"]'
  if (element.closest(fields)) return true
  // An open dialog or menu has its own keys.
  return element.closest('[role="dialog"], [role="menu"], [role="listbox"]:not([data-queue])') !== null
}

/** How a key press is written here. */
export function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : ''
  // Shift is part of the sign for punctuation ("?"), and a modifier for the rest.
  const shift = event.shiftKey && /^([a-z]|[A-Z].+)$/.test(key) ? 'shift+' : ''
  return mod + shift + key
}

export function handleKey(event: KeyboardEvent) {
  if (event.defaultPrevented || event.altKey || event.isComposing) return
  const name = nameOf(event)
  // It closes what floats above the page, wherever the focus is, and nothing else.
  if (name === 'Escape' && document.querySelector('[role="dialog"], [role="menu"]')) return
  if (typing(event.target) && (!name.startsWith('mod+') || EDITING.has(name))) return
  // Enter and Space belong to the focused control.
  const control = (event.target as HTMLElement | null)?.closest?.('button, a, summary, input')
  if (control && (name === 'Enter' || name === ' ')) return
  const sequence = pending && Date.now() - pending.at < 1200 ? find(`${pending.first} ${name}`) : undefined
  pending = null
  const handler = sequence ?? find(name)
  if (handler) {
    event.preventDefault()
    handler(event)
  } else if (name.length === 1) {
    pending = { first: name, at: Date.now() }
  }
}

export function listenForShortcuts() {
  addEventListener('keydown', handleKey)
}
