import { expect, it } from 'vitest'
import { sendTimes } from './send_times'

const shown = (now: string, zone = 'Europe/Rome') =>
  sendTimes(new Date(now), zone).map(({ name, at }) => `${name} ${at.toISOString()}`)

it('offers office hours of the agent, none of them past', () => {
  expect(shown('2026-11-18T08:30:00Z')).toEqual([
    'hour 2026-11-18T09:30:00.000Z',
    'afternoon 2026-11-18T13:00:00.000Z',
    'tomorrow 2026-11-19T07:00:00.000Z',
    'monday 2026-11-23T07:00:00.000Z',
  ])
})

it('says Monday once', () => {
  expect(shown('2026-11-22T15:00:00Z')).toEqual([
    'hour 2026-11-22T16:00:00.000Z',
    'tomorrow 2026-11-23T07:00:00.000Z',
  ])
})
