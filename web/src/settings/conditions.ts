// The part of the filter language that a flat list of conditions can say.
import type { Filter } from '@/api/types'

export interface Condition {
  field: string
  op: string
  value: unknown
}

const NO_VALUE = ['is_set', 'is_not_set']
export const needsValue = (op: string) => !NO_VALUE.includes(op)
export const takesMany = (op: string) => op === 'in' || op === 'not_in'

export function toFilter(match: 'all' | 'any', conditions: Condition[]): Filter {
  const tests = conditions.map(({ field, op, value }) =>
    needsValue(op) ? { field, op, value } : { field, op },
  )
  return match === 'all' ? { all: tests } : { any: tests }
}

/** Null when the filter is nested deeper than a list. */
export function fromFilter(filter: Filter): { match: 'all' | 'any'; conditions: Condition[] } | null {
  if ('field' in filter)
    return { match: 'all', conditions: [{ field: filter.field, op: filter.op, value: filter.value }] }
  const match = 'all' in filter ? 'all' : 'any' in filter ? 'any' : null
  if (!match) return null
  const tests = 'all' in filter ? filter.all : 'any' in filter ? filter.any : []
  if (!tests.every((test) => 'field' in test)) return null
  return { match, conditions: tests.map((test) => ({ ...(test as Condition) })) }
}
