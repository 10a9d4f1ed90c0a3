// The moments people snooze to, reckoned on the clock of the agent's time zone.
import { moment, reading, weekday } from '@/i18n/wall_clock'

export interface SnoozeTime {
  name: 'later' | 'tomorrow' | 'weekend' | 'monday' | 'month'
  at: Date
}

export function snoozeTimes(now: Date, zone: string | undefined): SnoozeTime[] {
  const today = reading(now, zone)
  const morning = (days: number) => moment({ ...today, day: today.day + days, hour: 9, minute: 0 }, zone)
  const later = reading(new Date(now.getTime() + 3 * 3_600_000), zone)
  const toMonday = (8 - weekday(today)) % 7 || 7
  const toSaturday = (6 - weekday(today) + 7) % 7 || 7
  return [
    { name: 'later', at: moment({ ...later, minute: 0 }, zone) },
    { name: 'tomorrow', at: morning(1) },
    { name: 'weekend', at: morning(toSaturday) },
    { name: 'monday', at: morning(toMonday) },
    { name: 'month', at: morning(30) },
  ]
}
