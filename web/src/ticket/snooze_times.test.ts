import { expect, it } from 'vitest'
import { reading, weekday } from '@/i18n/wall_clock'
import { snoozeTimes } from './snooze_times'

it.each(['Europe/Rome', 'America/Los_Angeles', 'Asia/Tokyo'])('proposes mornings to come in %s', (zone) => {
  for (let hour = 0; hour < 14 * 24; hour += 5) {
    // Two weeks around a change of the clocks in Europe and America.
    const now = new Date(Date.UTC(2026, 2, 20, hour, 20))
    const times = Object.fromEntries(snoozeTimes(now, zone).map((time) => [time.name, time.at]))
    for (const at of Object.values(times)) expect(at.getTime()).toBeGreaterThan(now.getTime())
    for (const name of ['tomorrow', 'weekend', 'monday', 'month'])
      expect(reading(times[name], zone)).toMatchObject({ hour: 9, minute: 0 })
    expect(weekday(reading(times.monday, zone))).toBe(1)
    expect(weekday(reading(times.weekend, zone))).toBe(6)
  }
})

it('goes by the day of the zone and not of the browser', () => {
  // Sunday evening in London is Monday morning in Tokyo.
  const [, tomorrow] = snoozeTimes(new Date('2026-06-07T22:00:00Z'), 'Asia/Tokyo')
  expect(tomorrow.at.toISOString()).toBe('2026-06-09T00:00:00.000Z')
})
