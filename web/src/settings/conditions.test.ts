import { expect, it } from 'vitest'
import { fromFilter, toFilter } from './conditions'

it('goes to a filter and back', () => {
  const conditions = [
    { field: 'status', op: 'is', value: 'open' },
    { field: 'assignee', op: 'is_not_set', value: undefined },
  ]
  const filter = toFilter('any', conditions)
  expect(filter).toEqual({
    any: [
      { field: 'status', op: 'is', value: 'open' },
      { field: 'assignee', op: 'is_not_set' },
    ],
  })
  expect(fromFilter(filter)?.match).toBe('any')
  expect(fromFilter(filter)?.conditions[0]).toEqual(conditions[0])
})

it('leaves nested filters alone', () => {
  expect(fromFilter({ all: [{ not: { field: 'status', op: 'is', value: 'spam' } }] })).toBeNull()
})
