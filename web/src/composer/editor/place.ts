// Puts a list beside the words it belongs to: above them where there is room, else where there is more; never off the screen.

/** A list that finds its things itself grows up to this. */
const GROWN = 320
const MARGIN = 12

/** `box` is where the words are, in the window. */
export function place(
  element: HTMLElement,
  box: { left: number; top: number; bottom: number },
  grows = false,
) {
  const { width, height } = element.getBoundingClientRect()
  element.style.position = 'fixed'
  element.style.left = `${Math.max(8, Math.min(box.left, innerWidth - (width || 240) - 8))}px`
  const room = { above: box.top - MARGIN, below: innerHeight - box.bottom - MARGIN }
  const above = room.above > (grows ? GROWN : height || 200) || room.above > room.below
  element.style.top = above ? 'auto' : `${box.bottom + 4}px`
  element.style.bottom = above ? `${innerHeight - box.top + 4}px` : 'auto'
  if (grows) element.style.maxHeight = `${Math.min(GROWN, above ? room.above : room.below)}px`
}
