// The moments people snooze to, reckoned on the agent's own clock.
export interface SnoozeTime {
  name: 'later' | 'tomorrow' | 'weekend' | 'monday' | 'month'
  at: Date
}

const morning = (from: Date, days: number) => {
  const at = new Date(from)
  at.setDate(at.getDate() + days)
  at.setHours(9, 0, 0, 0)
  return at
}

export function snoozeTimes(now: Date): SnoozeTime[] {
  const later = new Date(now.getTime() + 3 * 3_600_000)
  later.setMinutes(0, 0, 0)
  const toMonday = (8 - now.getDay()) % 7 || 7
  const toSaturday = (6 - now.getDay() + 7) % 7 || 7
  return [
    { name: 'later', at: later },
    { name: 'tomorrow', at: morning(now, 1) },
    { name: 'weekend', at: morning(now, toSaturday) },
    { name: 'monday', at: morning(now, toMonday) },
    { name: 'month', at: morning(now, 30) },
  ]
}

/** What an `<input type="datetime-local">` shows for a moment. */
export function localInput(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}
