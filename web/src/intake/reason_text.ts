// Why something received ended as it did, in the reader's language.
import { i18n, t } from '@/i18n'
import { coded } from './reason_code'

/** The sentence itself where nobody translated it: what a person typed who discarded it, or a provider's words. */
export function reasonText(reason: string): string {
  const { code, values } = coded(reason)
  const key = `intake.why.${code}`
  return code && (i18n.global.te(key) || i18n.global.te(key, 'en')) ? t(key, values) : reason
}
