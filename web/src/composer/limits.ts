// Holds a letter against what its channel carries, before anything is uploaded or sent.
import type { Capabilities } from '@/api/types'
import { bytes, number } from '@/i18n/format'
import { t } from '@/i18n'

type Files = Capabilities['attachments']
interface Sized {
  name: string
  type: string
  size: number
}

const fits = (type: string, patterns: string[]) =>
  !patterns.length ||
  patterns.some((pattern) =>
    pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern,
  )

/** Why files of `sizes` that are all here already do not go by this channel: it was changed meanwhile. */
export function overload(limits: Files | undefined, sizes: number[]): string {
  if (!sizes.length || limits === undefined) return ''
  if (limits === null) return t('limits.none')
  if (sizes.length > limits.count) return t('limits.count', { n: number(limits.count) }, limits.count)
  const sum = sizes.reduce((all, one) => all + one, 0)
  return sum > limits.bytes ? t('limits.bytes', { most: bytes(limits.bytes) }) : ''
}

/** Why `fresh` cannot go along with files of `taken` sizes; empty when it can. `limits` undefined: not known yet. */
export function refusal(limits: Files | undefined, fresh: Sized, taken: number[]): string {
  if (limits === undefined) return ''
  if (limits === null) return t('limits.none')
  if (taken.length >= limits.count) return t('limits.count', { n: number(limits.count) }, limits.count)
  if (!fits(fresh.type, limits.types)) return t('limits.type', { types: limits.types.join(', ') })
  const sum = taken.reduce((all, one) => all + one, fresh.size)
  return sum > limits.bytes ? t('limits.bytes', { most: bytes(limits.bytes) }) : ''
}
