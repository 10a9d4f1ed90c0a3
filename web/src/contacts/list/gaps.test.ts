import { expect, it } from 'vitest'
import type { Filter } from '@/api/types'
import { withoutGaps } from './gaps'

const lead: Filter = { field: 'kind', op: 'is', value: 'lead' }
const gap: Filter = { field: 'name', op: 'contains', value: '' }

it.each<[string, Filter, Filter | null]>([
  ['keeps what is whole', { all: [lead] }, { all: [lead] }],
  [
    'drops what lacks its value',
    { all: [lead, gap, { field: 'tag', op: 'in', value: [] }] },
    { all: [lead] },
  ],
  ['drops groups of gaps', { any: [lead, { not: { any: [gap] } }] }, { any: [lead] }],
  [
    'keeps no, zero and what needs no value',
    {
      all: [
        { field: 'a', op: 'is', value: false },
        { field: 'b', op: 'is', value: 0 },
        { field: 'c', op: 'is_set' },
      ],
    },
    {
      all: [
        { field: 'a', op: 'is', value: false },
        { field: 'b', op: 'is', value: 0 },
        { field: 'c', op: 'is_set' },
      ],
    },
  ],
  ['says nothing when nothing is left', { all: [gap] }, null],
])('%s', (_, filter, expected) => {
  expect(withoutGaps(filter)).toEqual(expected)
})
