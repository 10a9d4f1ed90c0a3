// Formatting regained: words that were formatted, then edited as plain text, keep the format of the lines left alone.
import type { Node, Schema } from '@tiptap/pm/model'
import { Fragment } from '@tiptap/pm/model'
import { blockTexts, plainText } from './plain_text'

/** `doc` with its words as in `text`: blocks at the beginning and the end that still say the same stay as they are. */
export function regained(schema: Schema, doc: Node, text: string): Node {
  if (plainText(doc) === text.trimEnd()) return doc
  const known = blockTexts(doc).map((one) => one.split('\n'))
  const lines = text.trimEnd().split('\n')
  const same = (block: string[], at: number) => block.every((line, index) => lines[at + index] === line)
  let head = 0
  let first = 0
  while (head < known.length && first + known[head].length <= lines.length && same(known[head], first))
    first += known[head++].length
  let tail = known.length
  let last = lines.length
  while (
    tail > head &&
    last - known[tail - 1].length >= first &&
    same(known[tail - 1], last - known[tail - 1].length)
  )
    last -= known[--tail].length
  const paragraphs = lines
    .slice(first, last)
    .map((line) => schema.node('paragraph', null, line ? [schema.text(line)] : []))
  const kept = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => doc.child(from + at))
  const all = [...kept(0, head), ...paragraphs, ...kept(tail, known.length)]
  return schema.topNodeType.create(null, Fragment.from(all.length ? all : [schema.node('paragraph')]))
}
