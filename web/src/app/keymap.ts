// Which keys do what. An action is known by the keys it was shipped with; a person may choose others for it.
export const GROUPS = [
  {
    name: 'everywhere',
    keys: ['mod+k', '/', '?', 'g h', 'g i', 'g c', 'g m', 'g u', 'g a', 'g @', 'g z', 'g f', 'g s', 'c'],
  },
  { name: 'queue', keys: ['j', 'k', 'Enter', 'x', 'shift+x', 'mod+a', 'Escape', 'u', 'q', '[', 'z'] },
  {
    name: 'ticket',
    keys: ['r', 'shift+r', 'n', 'f', 'a', 't', 'p', 'l', 's', 'e', 'shift+e', 'o', 'i', 'm', 'shift+m'],
  },
  { name: 'composer', keys: ['mod+Enter', 'mod+shift+Enter', 'Escape'] },
] as const

/** What every control of the platform does too cannot be given to something else. */
const FIXED = ['Enter', 'Escape', 'mod+Enter', 'mod+shift+Enter']
/** The browser keeps these for itself. */
const BROWSER = ['mod+t', 'mod+w', 'mod+n', 'mod+r', 'mod+l', 'Tab', 'shift+Tab', ' ', 'Escape', 'Enter']

export const movable = (shipped: string) => !FIXED.includes(shipped)
export const ACTIONS: string[] = GROUPS.flatMap((group) => group.keys.filter(movable))

/** Chosen keys by the keys an action was shipped with. */
export type Chosen = Record<string, string>

/** Which action `pressed` means now, by its shipped keys; undefined when its own action moved away. */
export function meant(pressed: string, chosen: Chosen): string | undefined {
  const moved = Object.keys(chosen).find((shipped) => chosen[shipped] === pressed)
  return moved ?? (pressed in chosen ? undefined : pressed)
}

/** The action that would get in the way if `action` took `keys`: the same keys, or the start of its sequence. */
export function inTheWay(keys: string, action: string, chosen: Chosen): string | undefined {
  const clash = (other: string) =>
    other === keys || other.startsWith(`${keys} `) || keys.startsWith(`${other} `)
  return ACTIONS.find((other) => other !== action && clash(chosen[other] ?? other))
}

/** Whether the browser or the platform would take these keys before we see them. */
export const reserved = (keys: string) => keys.split(' ').some((key) => BROWSER.includes(key))

/** The name of an action's text. */
export const actionWord = (shipped: string) =>
  shipped
    .replace(/[+ ]/g, '_')
    .replace('/', 'slash')
    .replace('?', 'question')
    .replace('@', 'at')
    .replace('[', 'bracket')
    .toLowerCase()
