import { expect, it } from 'vitest'
import { changedFields, fieldErrors } from './values'

it('says only what changed, and null for what was emptied', () => {
  const before = { code: 'K-17', seats: 3, likes: ['Gold'], vip: true }
  const after = { code: '', seats: 3, likes: [], vip: false, site: '', plan: 'Gold' }
  expect(changedFields(before, after)).toEqual({ code: null, likes: null, vip: false, plan: 'Gold' })
})

it('finds the field an error is about', () => {
  expect(fieldErrors({ 'fields/likes/1': 'no such choice', name: 'is missing' })).toEqual({
    likes: 'no such choice',
  })
})
