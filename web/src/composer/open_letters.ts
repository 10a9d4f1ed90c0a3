// The letters that are open: whoever changes drafts on the server first lets them put away what was typed last.
const flushes = new Set<() => Promise<unknown>>()

/** Registers a letter while it is open; call what comes back when it closes. */
export function letterOpened(flush: () => Promise<unknown>): () => void {
  flushes.add(flush)
  return () => void flushes.delete(flush)
}

export const flushLetters = () => Promise.all([...flushes].map((flush) => flush()))
