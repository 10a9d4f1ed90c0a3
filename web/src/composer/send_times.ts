// The moments people send to, reckoned on the clock of the agent's time zone: office hours, never a minute already gone.
import { moment, reading, weekday } from '@/i18n/wall_clock'

export interface SendTime {
  name: 'hour' | 'afternoon' | 'tomorrow' | 'monday'
  at: Date
}

export function sendTimes(now: Date, zone: string | undefined): SendTime[] {
  const today = reading(now, zone)
  const at = (days: number, hour: number) =>
    moment({ ...today, day: today.day + days, hour, minute: 0 }, zone)
  const toMonday = (8 - weekday(today)) % 7 || 7
  const times: SendTime[] = [{ name: 'hour', at: new Date(now.getTime() + 3_600_000) }]
  if (today.hour < 13) times.push({ name: 'afternoon', at: at(0, 14) })
  times.push({ name: 'tomorrow', at: at(1, 8) })
  // On a Sunday tomorrow is Monday.
  if (toMonday > 1) times.push({ name: 'monday', at: at(toMonday, 8) })
  return times
}
