// The filter language as a tree that can be edited: groups of tests and of further groups.
import type { Filter, FilterField } from '@/api/types'

export interface Test {
  kind: 'test'
  /** For the screen alone. */
  key: number
  field: string
  op: string
  value: unknown
}
export interface Group {
  kind: 'group'
  key: number
  /** `none`: no part may be true. */
  match: 'all' | 'any' | 'none'
  parts: Part[]
}
export type Part = Test | Group

/** As deep as the server takes a filter; `none` costs it two levels. */
export const DEEPEST = 4

let nextKey = 1
const NO_VALUE = ['is_set', 'is_not_set']
export const needsValue = (op: string) => !NO_VALUE.includes(op)
export const takesMany = (op: string) => op === 'in' || op === 'not_in'
export const takesSpan = (op: string) => op === 'older_than' || op === 'newer_than'

export const group = (match: Group['match'], parts: Part[] = []): Group => ({
  kind: 'group',
  key: nextKey++,
  match,
  parts,
})
const test = (field: string, op: string, value?: unknown): Test => ({
  kind: 'test',
  key: nextKey++,
  field,
  op,
  value,
})

/** What a test begins with. */
export function startValue(field: FilterField, op: string): unknown {
  if (!needsValue(op)) return undefined
  if (takesMany(op)) return field.values?.length ? [field.values[0]] : []
  if (takesSpan(op)) return '2d'
  if (field.values?.length) return field.values[0]
  if (field.type === 'bool') return true
  return field.type === 'number' ? 1 : ''
}

export function newTest(field: FilterField): Test {
  const op = field.ops[0] ?? 'is'
  return test(field.name, op, startValue(field, op))
}

function part(filter: Filter): Part {
  if ('field' in filter) return test(filter.field, filter.op, filter.value)
  return toGroup(filter)
}

/** Any filter, as a group. */
export function toGroup(filter: Filter): Group {
  if ('all' in filter) return group('all', filter.all.map(part))
  if ('any' in filter) return group('any', filter.any.map(part))
  if ('not' in filter)
    return group('none', 'any' in filter.not ? filter.not.any.map(part) : [part(filter.not)])
  return group('all', [part(filter)])
}

/** Groups without parts say nothing and are left out. */
export function toFilter(from: Group): Filter {
  const parts = from.parts.flatMap((one): Filter[] => {
    if (one.kind === 'group') return one.parts.length ? [toFilter(one)] : []
    const { field, op, value } = one
    return [needsValue(op) ? { field, op, value } : { field, op }]
  })
  if (from.match === 'all' || !parts.length) return { all: parts }
  return from.match === 'any' ? { any: parts } : { not: { any: parts } }
}

const UNITS = ['m', 'h', 'd', 'w'] as const
export type SpanUnit = (typeof UNITS)[number]
/** `12h` as number and unit. */
export function readSpan(text: unknown): { count: number; unit: SpanUnit } {
  const found = /^(\d+)([mhdw])$/.exec(String(text ?? ''))
  return found ? { count: Number(found[1]), unit: found[2] as SpanUnit } : { count: 2, unit: 'd' }
}
