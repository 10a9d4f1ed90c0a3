import { expect, it } from 'vitest'
import { snoozeTimes } from './snooze_times'

it('proposes mornings that are still to come', () => {
  for (let day = 0; day < 14; day++) {
    const now = new Date(2026, 2, 1 + day, 16, 20)
    const times = Object.fromEntries(snoozeTimes(now).map((time) => [time.name, time.at]))
    for (const at of Object.values(times)) expect(at.getTime()).toBeGreaterThan(now.getTime())
    expect(times.monday.getDay()).toBe(1)
    expect(times.weekend.getDay()).toBe(6)
    expect(times.tomorrow.getHours()).toBe(9)
  }
})
