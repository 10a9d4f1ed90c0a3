// What the clock on a wall in some time zone shows, and which moment a reading of it means.
export interface Reading {
  year: number
  /** 1 to 12. */
  month: number
  /** May lie outside the month: the 32nd of January is the 1st of February. */
  day: number
  hour: number
  minute: number
}

const clocks = new Map<string | undefined, Intl.DateTimeFormat>()
function clock(zone: string | undefined): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  clocks.set(zone, made)
  return made
}

/** The reading of `at` in the IANA zone `zone`; without one, in the browser's. */
export function reading(at: Date, zone: string | undefined): Reading {
  const parts = clock(zone).formatToParts(at)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value)
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  }
}

const asUtc = ({ year, month, day, hour, minute }: Reading) => Date.UTC(year, month - 1, day, hour, minute)

/** The moment a reading means. One that the clocks skip in spring means as much later as they are put forward. */
export function moment(wall: Reading, zone: string | undefined): Date {
  const wanted = asUtc(wall)
  const offset = (at: number) => asUtc(reading(new Date(at), zone)) - Math.floor(at / 60_000) * 60_000
  const first = wanted - offset(wanted)
  const second = wanted - offset(first)
  // Around a change of the clocks the two differ; the one that reads as asked is meant, else the later.
  const right = [first, second].find((at) => asUtc(reading(new Date(at), zone)) === wanted)
  return new Date(right ?? Math.max(first, second))
}

/** Midnight `back` days before the day of `at`. */
export function midnight(at: number, back: number, zone: string | undefined): Date {
  const today = reading(new Date(at), zone)
  return moment({ ...today, day: today.day - back, hour: 0, minute: 0 }, zone)
}

/** 0 is Sunday, whatever the zone: a date has one weekday. */
export const weekday = (wall: Reading) => new Date(asUtc(wall)).getUTCDay()

/** What an `<input type="datetime-local">` shows for a moment. */
export const localInput = (at: Date, zone: string | undefined) =>
  new Date(asUtc(reading(at, zone))).toISOString().slice(0, 16)

/** The moment such an input means; null when it is empty or nonsense. */
export function fromLocalInput(text: string, zone: string | undefined): Date | null {
  const found = /^(\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text)
  if (!found) return null
  const [year, month, day, hour, minute] = found.slice(1).map(Number)
  return moment({ year, month, day, hour, minute }, zone)
}
