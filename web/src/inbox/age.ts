// How urgent the age of a row is, by the house's target for an answer.
import type { TicketRow } from '@/api/types'

export type Urgency = 'none' | 'calm' | 'soon' | 'late'

/** `soon` when three quarters of the target (minutes) have passed, `late` after all of it; without one all is calm. */
export function urgency(
  row: Pick<TicketRow, 'waiting_since'>,
  target: number | null | undefined,
  now: number,
): Urgency {
  if (!row.waiting_since) return 'none'
  if (!target) return 'calm'
  const passed = (now - Date.parse(row.waiting_since)) / 60_000 / target
  return passed >= 1 ? 'late' : passed >= 0.75 ? 'soon' : 'calm'
}
