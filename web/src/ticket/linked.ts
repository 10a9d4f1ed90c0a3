// Finds web addresses in plain text, so that they can be clicked.
export interface Part {
  text: string
  href?: string
}

export function linked(text: string): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"']+/g)) {
    // A full stop or bracket after an address belongs to the sentence.
    const href = match[0].replace(/[.,;:!?)\]}»]+$/, '')
    parts.push({ text: text.slice(end, match.index) }, { text: href, href })
    end = match.index + href.length
  }
  parts.push({ text: text.slice(end) })
  return parts.filter((part) => part.text)
}
