// How urgent the age of a row is.
import { now } from '@/i18n/format'
import type { TicketRow } from '@/api/types'

/** Minutes in which a customer should hear from us. */
const TARGET = 240

export type Urgency = 'none' | 'calm' | 'soon' | 'late'

/** `soon` from the target on, `late` from six times that. */
export function urgency(row: Pick<TicketRow, 'waiting_since'>, target = TARGET): Urgency {
  if (!row.waiting_since) return 'none'
  const minutes = (now.value - Date.parse(row.waiting_since)) / 60_000
  return minutes > target * 6 ? 'late' : minutes > target ? 'soon' : 'calm'
}
