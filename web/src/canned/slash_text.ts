// Where a slash of a plain text asks for a canned reply.

/** The slash that ends `before` (the text up to the caret) with what was typed after it. */
export function slashBefore(before: string): { start: number; query: string } | null {
  const match = /(?:^|\s)\/(\S[^\n/]*)?$/u.exec(before)
  if (!match) return null
  const query = match[1] ?? ''
  return { start: before.length - query.length - 1, query }
}
