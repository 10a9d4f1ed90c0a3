// What the word being typed may become: an operator, or one of its values.

/** The word around the caret. A quotation mark keeps what follows it together. */
export function wordAt(text: string, caret: number): { start: number; end: number; word: string } {
  let start = 0
  let quoted = false
  for (let index = 0; index < caret; index++) {
    if (text[index] === '"') quoted = !quoted
    else if (/\s/.test(text[index]) && !quoted) start = index + 1
  }
  let end = caret
  while (end < text.length && (quoted ? text[end - 1] !== '"' || end === caret : !/\s/.test(text[end]))) end++
  return { start, end, word: text.slice(start, caret) }
}

/** The operator of a word and what is typed of its value; null for a plain word. */
export function operatorOf(word: string): { name: string; value: string } | null {
  const found = /^([a-z]+):(.*)$/is.exec(word)
  return found ? { name: found[1].toLowerCase(), value: found[2].replace(/^"/, '') } : null
}

/** Quoted where it has to be. */
export const asValue = (value: string) => (/\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value)

/** `text` with the word at `caret` replaced, and where the caret stands then. A finished term is followed by a space. */
export function complete(text: string, caret: number, insert: string): { text: string; caret: number } {
  const { start, end } = wordAt(text, caret)
  const rest = text.slice(end).replace(/^\s+/, '')
  const space = insert.endsWith(':') ? '' : ' '
  return { text: text.slice(0, start) + insert + space + rest, caret: start + insert.length + space.length }
}

const plain = (text: string) => text.toLocaleLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
/** Those of `values` that begin with what was typed, or hold a word that does. */
export const matching = (values: string[], typed: string) =>
  values.filter((value) =>
    plain(value)
      .split(/\s+/)
      .some((_, index, all) => all.slice(index).join(' ').startsWith(plain(typed))),
  )
