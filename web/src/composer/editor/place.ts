// Puts a list beside the words it belongs to: above them where there is room, else below; never off the screen.

/** `box` is where the words are, in the window. */
export function place(element: HTMLElement, box: { left: number; top: number; bottom: number }) {
  const { width, height } = element.getBoundingClientRect()
  element.style.position = 'fixed'
  element.style.left = `${Math.max(8, Math.min(box.left, innerWidth - (width || 240) - 8))}px`
  const above = box.top - 4 - (height || 200) > 8
  element.style.top = above ? 'auto' : `${box.bottom + 4}px`
  element.style.bottom = above ? `${innerHeight - box.top + 4}px` : 'auto'
}
