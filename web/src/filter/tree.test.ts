import { expect, it } from 'vitest'
import type { Filter } from '@/api/types'
import { newTest, readSpan, toFilter, toGroup } from './tree'

const open: Filter = { field: 'status', op: 'is', value: 'open' }
const nobodys: Filter = { field: 'assignee', op: 'is_not_set' }

it.each<[string, Filter, Filter?]>([
  ['a flat list', { any: [open, nobodys] }],
  ['groups in groups', { all: [open, { any: [nobodys, { not: { any: [open] } }] }] }],
  ['a lone test', open, { all: [open] }],
  ['not one thing', { not: open }, { not: { any: [open] } }],
  ['not all of them', { not: { all: [open, nobodys] } }, { not: { any: [{ all: [open, nobodys] }] } }],
  ['everything', { all: [] }],
  ['groups that say nothing', { any: [open, { all: [] }] }, { any: [open] }],
])('edits %s and gives it back', (_, filter, expected = filter) => {
  expect(toFilter(toGroup(filter))).toEqual(expected)
})

it('begins a test with a value the server takes', () => {
  const status = { name: 'status', type: 'enum' as const, ops: ['in' as const], values: ['open', 'waiting'] }
  expect(newTest(status)).toMatchObject({ field: 'status', op: 'in', value: ['open'] })
  const time = { name: 'created_at', type: 'time' as const, ops: ['older_than' as const], values: [] }
  expect(newTest(time)).toMatchObject({ op: 'older_than', value: '2d' })
  expect(readSpan('90m')).toEqual({ count: 90, unit: 'm' })
  expect(readSpan('two days')).toEqual({ count: 2, unit: 'd' })
})
