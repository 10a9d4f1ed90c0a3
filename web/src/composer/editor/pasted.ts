// Words pasted from elsewhere (text processors, sheets, other mails, web pages): what they say stays, how they looked goes.

/** What becomes of a picture: an `img` for the editor, or none when it is not ours to fetch. */
export type TakePicture = (source: string) => HTMLElement | null

/** Without its styles: the policy of the page would complain about them, even in a document nobody shows. */
export const parsePasted = (html: string): Document =>
  new DOMParser().parseFromString(html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, ''), 'text/html')

export function cleanPasted(html: string, take: TakePicture): string {
  const page = parsePasted(html)
  const { body } = page
  const comments = page.createNodeIterator(body, NodeFilter.SHOW_COMMENT)
  for (let node = comments.nextNode(); node; node = comments.nextNode()) (node as Comment).remove()
  body
    .querySelectorAll('style, script, meta, link, title, xml, noscript, template, iframe, object')
    .forEach((element) => element.remove())
  body
    .querySelectorAll('[hidden], [style*="display:none"], [style*="display: none"], [style*="mso-hide:all"]')
    .forEach((element) => element.remove())
  wordLists(page)
  // A wrapper that says "bold" about words that are not, and the empty elements of text processors.
  body.querySelectorAll('b[id^="docs-internal-guid"]').forEach(unwrap)
  for (const element of body.querySelectorAll('*')) if (element.tagName.includes(':')) unwrap(element)
  for (const cell of body.querySelectorAll('table')) layoutTable(cell)
  body.querySelectorAll('caption').forEach((caption) => {
    const line = page.createElement('p')
    line.append(...caption.childNodes)
    caption.closest('table')?.before(line)
    caption.remove()
  })
  for (const picture of body.querySelectorAll('img')) {
    const mine = take(picture.getAttribute('src') ?? '')
    if (mine && picture.alt) mine.setAttribute('alt', picture.alt)
    if (mine) picture.replaceWith(mine)
    else picture.remove()
  }
  for (const line of body.querySelectorAll('p, div'))
    if (!line.children.length && line.textContent?.replace(/\u00a0/g, ' ').trim() === '')
      line.textContent = ''
  return body.innerHTML
}

function unwrap(element: Element) {
  element.replaceWith(...element.childNodes)
}

/** A table of one cell is a frame somebody laid out with, not a table. */
function layoutTable(table: Element) {
  const cells = table.querySelectorAll('td, th')
  if (cells.length === 1) table.replaceWith(...cells[0].childNodes)
}

interface Item {
  level: number
  ordered: boolean
}

/** Word writes lists as paragraphs with `mso-list:l0 level2 lfo1` and the sign as text: made lists again. */
function wordLists(page: Document) {
  let open: { item: Item; list: Element }[] = []
  let before: Element | null = null
  for (const line of page.body.querySelectorAll('p, h1, h2, h3')) {
    const style = line.getAttribute('style') ?? ''
    const level = /mso-list:\s*\S+\s+level(\d+)/i.exec(style)
    const sign = line.querySelector('[style*="mso-list:Ignore" i], [style*="mso-list: Ignore" i]')
    if (!level || !sign) {
      open = []
      continue
    }
    if (
      before &&
      line.previousElementSibling !== before &&
      !open.some(({ list }) => list === line.previousElementSibling)
    )
      open = []
    const item = { level: Number(level[1]), ordered: /^\s*[\da-z]{1,4}[.)]/i.test(sign.textContent ?? '') }
    sign.remove()
    while (open.length && open[open.length - 1].item.level > item.level) open.pop()
    let top = open[open.length - 1]
    if (!top || top.item.level < item.level) {
      const list = page.createElement(item.ordered ? 'ol' : 'ul')
      if (top) (top.list.lastElementChild ?? top.list).append(list)
      else line.before(list)
      top = { item, list }
      open.push(top)
    }
    const entry = page.createElement('li')
    const words = page.createElement('p')
    words.append(...line.childNodes)
    entry.append(words)
    top.list.append(entry)
    line.remove()
    before = open[0].list
  }
}
