import { expect, it } from 'vitest'
import { urgency } from './age'

const at = Date.parse('2026-11-21T12:00:00Z')
const since = (minutes: number) => ({ waiting_since: new Date(at - minutes * 60_000).toISOString() })

it('grows with the share of the target that has passed', () => {
  expect([44, 45, 59, 60].map((minutes) => urgency(since(minutes), 60, at))).toEqual([
    'calm',
    'soon',
    'soon',
    'late',
  ])
})

it('is calm without a target, and nothing where nobody waits', () => {
  expect(urgency(since(100_000), null, at)).toBe('calm')
  expect(urgency({ waiting_since: null }, 60, at)).toBe('none')
})
