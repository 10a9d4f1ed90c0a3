import { expect, it } from 'vitest'
import { lasting } from './lasting'

const since = (seconds: number) =>
  lasting('2026-01-01T00:00:00Z', new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(), 'en')

it('says two units at most', () => {
  expect(since(3 * 86_400 + 4 * 3600 + 59)).toBe('3 days 4 hr')
  expect(since(61)).toBe('1 min 1 sec')
  expect(since(0)).toMatch(/^0/)
})
