// The queue on screen in the words of the filter language, for a view made of it.
import type { Filter, TicketStatus, View } from '@/api/types'

/** Mentions are asked of the notifications, not of tickets: no filter says them. */
export const sayable = (queue: string) => queue !== 'mentions'

export function queueFilter(
  queue: string,
  status: TicketStatus[],
  narrowed: Filter | null,
  view?: View,
): Filter {
  const parts: Filter[] = []
  if (queue === 'mine') parts.push({ field: 'assignee', op: 'is', value: 'me' })
  if (queue === 'unassigned') parts.push({ field: 'assignee', op: 'is_not_set' })
  if (queue === 'snoozed' || queue === 'spam') parts.push({ field: 'status', op: 'is', value: queue })
  if (status.length) parts.push({ field: 'status', op: 'in', value: status })
  if (view) parts.push(...('all' in view.filter ? view.filter.all : [view.filter]))
  if (narrowed) parts.push(...('all' in narrowed ? narrowed.all : [narrowed]))
  return { all: parts }
}
