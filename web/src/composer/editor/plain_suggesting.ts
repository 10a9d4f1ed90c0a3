// Suggestions in the plain editor: finds the sign before the caret and shows its list beside it.
import { computed, nextTick, shallowRef, type Ref } from 'vue'
import type { Attachment } from '@/api/types'
import { firstGap } from '@/canned/gaps'
import { place } from './place'
import type { AnySuggesting, Listed } from './suggesting'

export interface Trigger {
  one: AnySuggesting
  query: string
  /** Where the sign stands in the text. */
  from: number
}

/** The suggestion whose sign stands before the caret, at the beginning of a line or after a space. */
export function triggerAt(text: string, caret: number, all: readonly AnySuggesting[]): Trigger | null {
  const line = text.slice(text.lastIndexOf('\n', caret - 1) + 1, caret)
  for (const one of all) {
    const at = line.lastIndexOf(one.char)
    if (at < 0 || (at > 0 && !/\s/.test(line[at - 1]))) continue
    const query = line.slice(at + one.char.length)
    if (/\s/.test(query) && !(one.spaces && !/^\s/.test(query))) continue
    if (query.length < (one.least ?? 0)) continue
    return { one, query, from: caret - line.length + at }
  }
  return null
}

export function usePlainSuggesting(
  area: Ref<HTMLTextAreaElement | null>,
  text: Ref<string>,
  all: () => readonly AnySuggesting[],
  files: (files: Attachment[]) => void,
) {
  const trigger = shallowRef<Trigger | null>(null)
  /** None from a list that finds its things itself. */
  const items = shallowRef<unknown[] | undefined>([])
  const list = shallowRef<(Listed & { $el: HTMLElement }) | null>(null)
  /** A sign whose list was closed by Escape stays quiet. */
  let dismissed = -1
  let turn = 0
  const shown = computed(() => (trigger.value && (!items.value || items.value.length) ? trigger.value : null))

  async function look() {
    const caret = area.value?.selectionStart ?? 0
    const mine = ++turn
    const found = area.value?.selectionEnd === caret ? triggerAt(text.value, caret, all()) : null
    if (!found || found.from === dismissed) {
      if (!found) dismissed = -1
      return close()
    }
    const offered = await found.one.items?.(found.query)
    if (mine !== turn) return
    trigger.value = found
    items.value = offered
    await nextTick()
    if (list.value?.$el instanceof HTMLElement && area.value)
      place(list.value.$el, caretBox(area.value, found.from), !offered)
  }
  function close() {
    trigger.value = null
    items.value = []
  }
  function choose(item: unknown) {
    const found = trigger.value
    if (!found) return
    const range = { from: found.from, to: area.value?.selectionStart ?? 0 }
    close()
    let cleared = false
    function put(words: string) {
      const box = area.value
      if (!box) return
      const { from, to } = cleared ? { from: box.selectionStart, to: box.selectionEnd } : range
      box.focus()
      box.setRangeText(words, from, to, 'end')
      text.value = box.value
      const gap = firstGap(words)
      if (gap) box.setSelectionRange(from + gap.start, from + gap.end)
    }
    function clear() {
      put('')
      cleared = true
    }
    found.one.insert(item, { text: put, html: (_, plain) => put(plain), clear, files })
  }
  /** Whether the list took the key. */
  function key(event: KeyboardEvent): boolean {
    if (!shown.value || event.isComposing) return false
    if (event.key === 'Escape') {
      if (list.value?.found === false) return false
      dismissed = shown.value.from
      close()
    } else if (!list.value?.key(event)) return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  /** The list on the screen, as the template has it. */
  const hold = (shownList: unknown) => (list.value = shownList as typeof list.value)
  return { shown, items, hold, look, close, choose, key }
}

/** Where the sign at `position` is in the window: the text before it, laid out once more, out of sight. */
function caretBox(area: HTMLTextAreaElement, position: number) {
  const looks = getComputedStyle(area)
  const twin = document.createElement('div')
  for (const name of [
    'fontFamily',
    'fontSize',
    'lineHeight',
    'padding',
    'letterSpacing',
    'direction',
  ] as const)
    twin.style[name] = looks[name]
  Object.assign(twin.style, {
    position: 'fixed',
    visibility: 'hidden',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'break-word',
    width: `${area.clientWidth}px`,
  })
  const sign = document.createElement('span')
  sign.textContent = '\u200b'
  twin.append(area.value.slice(0, position), sign)
  document.body.append(twin)
  const [frame, inside] = [area.getBoundingClientRect(), sign.getBoundingClientRect()]
  const start = twin.getBoundingClientRect()
  twin.remove()
  const top = frame.top + (inside.top - start.top) - area.scrollTop
  return { left: frame.left + (inside.left - start.left), top, bottom: top + inside.height }
}
