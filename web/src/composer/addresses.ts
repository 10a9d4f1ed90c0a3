// Reads the addresses people type and paste: `a@b.example`, `Ann <a@b.example>`, lists with commas, semicolons or lines.
import type { Address } from '@/api/types'

export function readAddresses(text: string): Address[] {
  const found: Address[] = []
  // Commas inside quotation marks belong to the name.
  for (const part of text.match(/(?:"[^"]*"|[^,;\n])+/g) ?? []) {
    const named = /^\s*"?([^"<]*?)"?\s*<([^<>\s]+)>\s*$/.exec(part)
    const address = (named ? named[2] : part).trim()
    if (address) found.push(named?.[1] ? { name: named[1].trim(), address } : { address })
  }
  return found
}

/** Good enough to catch slips; the server decides. */
export const looksRight = (address: string) => /^[^\s@<>()[\],;:"]+@[^\s@.]+(\.[^\s@.]+)+$/.test(address)

export const same = (a: Address, b: Address) => a.address.toLowerCase() === b.address.toLowerCase()
