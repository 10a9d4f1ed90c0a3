// Text and tables out of bytes whose encoding nobody declared.

/** UTF-8 if it can be, else UTF-16 by its mark, else what Windows writes in western Europe. */
export function decoded(bytes: Uint8Array, whole = true): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  // A part may end in the middle of a character.
  for (let cut = 0; cut < (whole ? 1 : 4); cut++) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytes.length - cut))
    } catch {
      continue
    }
  }
  return new TextDecoder('windows-1252').decode(bytes)
}

const separators = [',', ';', '\t', '|'] as const

/** Rows of cells (RFC 4180), at most `most` of them; the separator is the commonest of the first line. */
export function table(text: string, most = 500): string[][] {
  const first = text.slice(0, text.search(/\r?\n|$/))
  const counts = separators.map((sign) => first.split(sign).length)
  const separator = separators[counts.indexOf(Math.max(...counts))]
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length && rows.length < most; at++) {
    const sign = text[at]
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (text[at + 1] === '"') cell += text[++at]
      else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === separator) {
      row.push(cell)
      cell = ''
    } else if (sign === '\n') {
      rows.push([...row, cell.replace(/\r$/, '')])
      row = []
      cell = ''
    } else cell += sign
  }
  if (rows.length < most && (cell || row.length)) rows.push([...row, cell])
  return rows
}
