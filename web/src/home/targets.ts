// Times in which a house answers, to choose from.
import { t } from '@/i18n'
import { duration } from '@/i18n/format'

const USUAL = [15, 30, 60, 120, 240, 480, 1440, 2880, 4320, 10080]

/** The usual ones, `also` one, and none at all; minutes as text. */
export const targets = (also?: number | null) => [
  { value: '', label: t('home.target.none') },
  ...[...new Set([...USUAL, ...(also ? [also] : [])])]
    .sort((a, b) => a - b)
    .map((minutes) => ({ value: String(minutes), label: duration(minutes * 60) })),
]
