// Where the reader is on a timeline: what they look at stays where it is, whatever grows, comes or goes around it.
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import type { Id } from '@/api/types'

/** How close to an edge counts as being there, in pixels. */
const EDGE = 48

export interface Held {
  id: Id
  /** From the top of the view to the top of the entry. */
  offset: number
}

/**
 * Entries are the elements with `data-entry` in `content`. `sticks` says whether the end of what is loaded is the end:
 * then a reader who is there stays there.
 */
export function useReading(
  scroller: Ref<HTMLElement | null>,
  content: Ref<HTMLElement | null>,
  sticks: () => boolean,
) {
  const atEnd = ref(true)
  /** Pixels to the end of what is loaded. */
  const below = ref(0)
  const above = ref(0)
  let held: Held | null = null

  const entry = (id: Id) =>
    content.value?.querySelector<HTMLElement>(`[data-entry="${CSS.escape(id)}"]`) ?? null
  /** Where the view stood, and how big everything was, when it was last looked at. */
  let stood = { top: 0, all: 0, view: 0 }
  function remember(box: HTMLElement) {
    stood = { top: box.scrollTop, all: box.scrollHeight, view: box.clientHeight }
  }
  /**
   * After every scroll: at most once a frame, when the layout is known anyway. What grew since the last look must not
   * pass for the reader's own scrolling: scroll events come before `growth` is told.
   */
  function note() {
    const box = scroller.value
    if (!box || !content.value) return
    if (box.scrollHeight !== stood.all || box.clientHeight !== stood.view) {
      const scrolled = box.scrollTop - stood.top
      if (scrolled < -1) atEnd.value = false
      if (held) held.offset -= scrolled
      hold()
    }
    measure(box, content.value)
  }
  function measure(box: HTMLElement, within: HTMLElement) {
    remember(box)
    above.value = stood.top
    below.value = stood.all - stood.top - stood.view
    atEnd.value = below.value < EDGE
    const top = box.getBoundingClientRect().top
    const entries = within.querySelectorAll<HTMLElement>('[data-entry]')
    // Entries stand one below the other: the first that reaches into the view is found by halves.
    let [low, high] = [0, entries.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (entries[middle].getBoundingClientRect().bottom > top + 1) high = middle
      else low = middle + 1
    }
    const found = entries[low]
    held = found ? { id: found.dataset.entry!, offset: found.getBoundingClientRect().top - top } : null
  }
  /** Puts what the reader looked at back to where it was. */
  function hold() {
    const box = scroller.value
    if (!box) return
    const element = held && entry(held.id)
    if (atEnd.value && sticks()) box.scrollTop = box.scrollHeight
    else if (element && held) {
      const moved = element.getBoundingClientRect().top - box.getBoundingClientRect().top - held.offset
      if (Math.abs(moved) >= 1) box.scrollTop += moved
    }
    remember(box)
  }
  function toEnd() {
    const box = scroller.value
    if (!box) return
    atEnd.value = true
    box.scrollTop = box.scrollHeight
    note()
  }
  /** Shows an entry near the top; false when it is not loaded. */
  function show(id: Id, offset = 56): boolean {
    const element = entry(id)
    if (!element) return false
    atEnd.value = false
    held = { id, offset }
    hold()
    return true
  }
  function take(place: Held) {
    atEnd.value = false
    held = place
    hold()
  }

  // Mail frames grow when they have loaded, the view shrinks when the composer opens.
  const growth = new ResizeObserver(hold)
  watch(
    [scroller, content],
    (boxes) => {
      growth.disconnect()
      for (const box of boxes) if (box) growth.observe(box)
    },
    { flush: 'post' },
  )
  onBeforeUnmount(() => growth.disconnect())
  return { atEnd, above, below, note, hold, toEnd, show, take, place: () => held }
}
