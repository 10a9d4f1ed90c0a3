// Dates, ages, numbers and sizes, in the reader's language and time zone.
import { computed, ref } from 'vue'
import { language, t } from '.'

const zone = ref<string | undefined>()
/** The agent's IANA time zone; undefined is the browser's. */
export const timeZone = computed(() => zone.value)
/** An unknown one falls back to the browser's. */
export function setTimeZone(name: string | undefined) {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    zone.value = name
  } catch {
    zone.value = undefined
  }
}

/** The reader's language with the region of their browser, so that an English reader in Europe keeps 14:05. */
const locale = () => navigator.languages?.find((one) => one.split('-')[0] === language()) ?? language()

const formatters = new Map<string, Intl.DateTimeFormat>()
function date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale() + (zone.value ?? '') + JSON.stringify(options)
  let formatter = formatters.get(key)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone.value })
    formatters.set(key, formatter)
  }
  return formatter
}

/** Ticks every half minute so that ages stay true. */
export const now = ref(Date.now())
setInterval(() => (now.value = Date.now()), 30_000)

/** "14:05" today, "Tue 14:05" this week, "3 Mar" this year, else with the year. */
export function shortTime(iso: string): string {
  const at = new Date(iso)
  const days = (now.value - at.getTime()) / 86_400_000
  const sameDay = date({ dateStyle: 'short' }).format(at) === date({ dateStyle: 'short' }).format(now.value)
  if (sameDay) return date({ hour: '2-digit', minute: '2-digit' }).format(at)
  if (days > -6 && days < 6) return date({ weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(at)
  const year = date({ year: 'numeric' })
  const sameYear = year.format(at) === year.format(now.value)
  return date({ day: 'numeric', month: 'short', year: sameYear ? undefined : 'numeric' }).format(at)
}

/** "Tuesday, 3 March 2026". */
export const dayName = (iso: string) => date({ dateStyle: 'full' }).format(new Date(iso))

/** The days of the week from Monday (1) to Sunday (7), in the reader's words. */
export function weekdays(): { number: number; short: string; long: string }[] {
  const of = (weekday: 'short' | 'long') => new Intl.DateTimeFormat(locale(), { weekday, timeZone: 'UTC' })
  // 1 January 2024 was a Monday.
  return [1, 2, 3, 4, 5, 6, 7].map((number) => {
    const day = Date.UTC(2024, 0, number)
    return { number, short: of('short').format(day), long: of('long').format(day) }
  })
}

export const fullTime = (iso: string) => date({ dateStyle: 'full', timeStyle: 'short' }).format(new Date(iso))
export const mediumTime = (iso: string) =>
  date({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))

/** How long ago, in as few signs as possible: "now", "5m", "3h", "2d", "6w". */
export function age(iso: string): string {
  const minutes = Math.max(0, Math.floor((now.value - new Date(iso).getTime()) / 60_000))
  if (minutes < 1) return t('age.now')
  if (minutes < 60) return t('age.minutes', { n: minutes })
  if (minutes < 48 * 60) return t('age.hours', { n: Math.floor(minutes / 60) })
  const days = Math.floor(minutes / 1440)
  return days < 60 ? t('age.days', { n: days }) : t('age.weeks', { n: Math.floor(days / 7) })
}

const units = new Map<string, Intl.NumberFormat>()
function inUnit(value: number, unit: string): string {
  const key = locale() + unit
  let formatter = units.get(key)
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'narrow' })
    units.set(key, formatter)
  }
  return formatter.format(value)
}

/** A length of time by its two largest units: "45 s", "12 min", "3 h 20 min", "2 d 4 h". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return inUnit(whole, 'second')
  const minutes = Math.round(whole / 60)
  if (minutes < 60) return inUnit(minutes, 'minute')
  const [large, size, small] =
    minutes < 2 * 1440 ? (['hour', 60, 'minute'] as const) : (['day', 1440, 'hour'] as const)
  const rest = Math.floor((minutes % size) / (small === 'hour' ? 60 : 1))
  return inUnit(Math.floor(minutes / size), large) + (rest ? ` ${inUnit(rest, small)}` : '')
}

/** "Mon 3 Mar". */
export const shortDay = (iso: string) =>
  date({ weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(iso))

export const number = (value: number) => new Intl.NumberFormat(locale()).format(value)

/** Any number with what stands behind its point. */
export const decimal = (value: number) =>
  new Intl.NumberFormat(locale(), { maximumFractionDigits: 10 }).format(value)

/** A day without a time, such as 2026-11-21: it has no zone and is the same everywhere. */
export function day(text: string): string {
  const at = new Date(`${text}T00:00:00Z`)
  if (Number.isNaN(at.getTime())) return text
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
}

/** Counts end at 99: beyond that only "many" matters. */
export const count = (value: number | undefined) => (!value ? '' : value > 99 ? '99+' : String(value))

/** 12 kB, 3.4 MB. */
export function bytes(value: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  let unit = 0
  while (value >= 1000 && unit < 3) {
    value /= 1000
    unit++
  }
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: units[unit],
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && unit ? 1 : 0,
  }).format(value)
}

/** The name of a language, in the reader's. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(language(), { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
