// Words that do not fit are whole in a tooltip while the pointer is on them.

const CUT = '.truncate, [class*="line-clamp-"]'
const wider = (words: Element) =>
  words.scrollWidth > words.clientWidth || words.scrollHeight > words.clientHeight + 1

function told(event: PointerEvent) {
  const words = (event.target as Element).closest<HTMLElement>(CUT)
  // What has a tooltip already says what it means to.
  if (!words || words.closest('[title]') || !wider(words)) return
  words.title = words.innerText.trim()
  words.addEventListener('pointerleave', () => words.removeAttribute('title'), { once: true })
}

export function tellCutWords() {
  document.addEventListener('pointerover', told, { passive: true })
}
