// Reads what people type as the address of a link.

/** `example.com` → `https://example.com`, an address of mail → `mailto:`; null for what leads nowhere safe. */
export function asLink(typed: string): string | null {
  const said = typed.trim()
  if (!said || /\s/.test(said)) return null
  if (/^(mailto:|tel:)\S+$/i.test(said)) return said
  if (/^[^\s@/:]+@[^\s@]+\.[^\s@.]+$/.test(said)) return `mailto:${said}`
  const whole = /^https?:\/\//i.test(said) ? said : `https://${said}`
  // Any other scheme would have become a strange host.
  if (/^[a-z][a-z\d+.-]*:(?!\d)/i.test(said) && !/^https?:/i.test(said)) return null
  try {
    const url = new URL(whole)
    return url.hostname.includes('.') || url.hostname === 'localhost' ? whole : null
  } catch {
    return null
  }
}
