// What a chart draws and its table tells.
import { duration, number } from '@/i18n/format'

export interface Series {
  name: string
  /** One for each label; null where there is nothing to tell. */
  values: (number | null)[]
}

/** A value in words; `durations` are seconds. */
export const told = (value: number | null, durations: boolean) =>
  value === null ? '–' : durations ? duration(value) : number(value)
