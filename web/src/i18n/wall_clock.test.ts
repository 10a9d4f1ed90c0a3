import { describe, expect, it } from 'vitest'
import { fromLocalInput, localInput, midnight, moment, reading, weekday } from './wall_clock'

const at = (iso: string) => new Date(iso)

describe('the wall clock', () => {
  it.each([
    ['Europe/Rome', '2026-01-15T08:30', '2026-01-15T07:30:00.000Z'],
    ['Europe/Rome', '2026-07-15T08:30', '2026-07-15T06:30:00.000Z'],
    ['America/New_York', '2026-07-15T22:00', '2026-07-16T02:00:00.000Z'],
    ['Asia/Kolkata', '2026-03-01T00:15', '2026-02-28T18:45:00.000Z'],
    ['Pacific/Auckland', '2026-12-31T09:00', '2026-12-30T20:00:00.000Z'],
    ['UTC', '2026-02-28T23:59', '2026-02-28T23:59:00.000Z'],
  ])('in %s reads %s at %s', (zone, shown, iso) => {
    expect(localInput(at(iso), zone)).toBe(shown)
    expect(fromLocalInput(shown, zone)?.toISOString()).toBe(iso)
  })

  it('takes an hour that does not exist for the one after it', () => {
    // On 29 March 2026 clocks in Rome go from 02:00 to 03:00.
    expect(fromLocalInput('2026-03-29T02:30', 'Europe/Rome')?.toISOString()).toBe('2026-03-29T01:30:00.000Z')
  })

  it.each([
    { zone: 'Europe/Rome', days: ['2026-03-29', '2026-10-25'] },
    { zone: 'America/New_York', days: ['2026-03-08', '2026-11-01'] },
    { zone: 'Australia/Lord_Howe', days: ['2026-04-05', '2026-10-04'] },
  ])('reads each half hour around the changes of the clocks in $zone back as it was', ({ zone, days }) => {
    for (const day of days)
      for (let half = -72; half < 96; half++) {
        const wall = reading(new Date(Date.parse(day) + half * 1_800_000), zone)
        expect(reading(moment(wall, zone), zone)).toEqual(wall)
      }
  })

  it('knows the weekday of days beyond the month', () => {
    expect(weekday({ year: 2026, month: 1, day: 32, hour: 9, minute: 0 })).toBe(0)
  })

  it('refuses nonsense', () => {
    expect(fromLocalInput('', 'Europe/Rome')).toBeNull()
    expect(fromLocalInput('soon', 'Europe/Rome')).toBeNull()
  })
})

describe('midnight', () => {
  const at = Date.parse('2026-11-22T03:00:00Z')
  it.each([
    ['Europe/Rome', 0, '2026-11-21T23:00:00.000Z'],
    ['America/New_York', 0, '2026-11-21T05:00:00.000Z'],
    ['UTC', -1, '2026-11-23T00:00:00.000Z'],
    ['UTC', 22, '2026-10-31T00:00:00.000Z'],
  ])('in %s, %i days back', (zone, back, expected) => {
    expect(midnight(at, back, zone).toISOString()).toBe(expected)
  })

  it('leaves 25 hours to the day on which the clocks go back', () => {
    const noon = Date.parse('2026-10-25T12:00:00Z')
    const next = midnight(noon, -1, 'Europe/Rome').getTime()
    expect((next - midnight(noon, 0, 'Europe/Rome').getTime()) / 3_600_000).toBe(25)
  })
})
