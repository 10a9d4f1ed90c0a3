// Conditions that are still being typed say nothing yet.
import type { Filter } from '@/api/types'

const isGap = (value: unknown) =>
  value === '' || value === null || (Array.isArray(value) && !value.length) || Number.isNaN(value)

/** The filter without tests that lack their value, and without groups that hold nothing else. */
export function withoutGaps(filter: Filter): Filter | null {
  const kept = (parts: Filter[]) => parts.flatMap((part) => withoutGaps(part) ?? [])
  if ('field' in filter) return 'value' in filter && isGap(filter.value) ? null : filter
  if ('not' in filter) {
    const part = withoutGaps(filter.not)
    return part && { not: part }
  }
  if ('any' in filter) {
    const parts = kept(filter.any)
    return parts.length ? { any: parts } : null
  }
  const parts = kept(filter.all)
  return parts.length ? { all: parts } : null
}
