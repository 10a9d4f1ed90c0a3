// The keys I chose, and how keys are written for people.
import type { Chosen } from './keymap'
import { ACTIONS } from './keymap'
import { preference } from './preferences'

export const chosenKeys = preference<Chosen>('shortcuts', {})

const apple = /Mac|iP/.test(navigator.platform)
const SIGNS: Record<string, string> = {
  mod: apple ? '⌘' : 'Ctrl',
  shift: '⇧',
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
}

/** One sign a key: `g i` → G, I. */
export const signs = (keys: string) => keys.split(/(?<=.)\+|\s/).map((key) => SIGNS[key] ?? key.toUpperCase())

/** How the keys of an action are shown in a hint; what is no action is shown as it is. */
export const keyHint = (shipped: string) =>
  ACTIONS.includes(shipped) ? signs(chosenKeys.value[shipped] ?? shipped).join(' ') : shipped
