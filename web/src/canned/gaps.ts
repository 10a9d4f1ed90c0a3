// Gaps: places of a canned reply for which the ticket has no value, marked as ⟦contact.company⟧ until somebody fills them.
export const GAP = /⟦([a-z0-9_]+(?:\.[a-z0-9_]+)+)⟧/g
export const VARIABLE = /\{\{\s*([a-z0-9_.]+)\s*\}\}/g

/** The names of the gaps in these words, each once. */
export const gapsIn = (words: string) => [...new Set([...words.matchAll(GAP)].map((match) => match[1]))]

export function firstGap(words: string): { start: number; end: number } | null {
  const [first] = words.matchAll(GAP)
  return first ? { start: first.index, end: first.index + first[0].length } : null
}
