// Tables of a mail in its frame: words stay whole, and rows wider than the letter scroll by themselves.

/** Longer words are addresses and codes: they break wherever they must. */
const LONG = /\S{31}/
/** A mail with more cells is left as it is. */
const MOST = 5_000

/** No word of a cell is cut letter by letter to make room for its neighbour. */
export function keepWords(letter: Document) {
  const cells = letter.querySelectorAll<HTMLElement>('td, th')
  if (cells.length > MOST) return
  for (const cell of cells) {
    if (cell.querySelector('table')) continue
    if (LONG.test(cell.textContent ?? '')) cell.style.minWidth = '10em'
    else cell.style.overflowWrap = 'break-word'
  }
}

/** Rows and columns, not a frame for the whole mail: those are drawn smaller instead. */
const tabular = (table: HTMLTableElement) =>
  !table.querySelector('table') &&
  !table.parentElement?.closest('table') &&
  [...table.rows].filter((row) => row.cells.length > 2).length > 1

/** What is wider than its place scrolls in a box of its own; the words around it keep their size. */
export function boxTables(letter: Document) {
  for (const table of letter.querySelectorAll('table')) {
    const room = table.parentElement
    if (!room || room.tabIndex === 0 || table.offsetWidth <= room.clientWidth + 1 || !tabular(table)) continue
    const box = letter.createElement('div')
    box.style.overflowX = 'auto'
    // Scrolled with the keyboard, too.
    box.tabIndex = 0
    table.replaceWith(box)
    box.append(table)
  }
}
