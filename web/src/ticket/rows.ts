// The lines of a timeline: what happened, with the days and the "new" mark between, chat lines in groups.
import type { Id, Message, TicketEvent, TimelineItem } from '@/api/types'
import { itemId, itemTime } from './entries'

export type Row =
  | { key: string; kind: 'day'; at: string }
  | { key: string; kind: 'unread' }
  | { key: Id; kind: 'event'; event: TicketEvent }
  | { key: Id; kind: 'letter'; message: Message }
  | { key: Id; kind: 'bubble'; message: Message; first: boolean; last: boolean }

/** Lines of one author this close together are one group. */
const TOGETHER_MS = 5 * 60_000

/**
 * `dayOf` names the day of a moment in the reader's zone. Days stand between chat lines only: letters carry their date.
 * `unread` is the first message the reader has not seen.
 */
export function rowsOf(items: TimelineItem[], dayOf: (at: string) => string, unread: Id | null): Row[] {
  const chats = items.some((item) => item.type === 'message' && item.message.chat)
  const rows: Row[] = []
  let day = ''
  items.forEach((item, index) => {
    const today = chats ? dayOf(itemTime(item)) : ''
    if (today !== day) rows.push({ key: `day-${today}`, kind: 'day', at: itemTime(item) })
    day = today
    if (itemId(item) === unread && index > 0) rows.push({ key: 'unread', kind: 'unread' })
    if (item.type === 'event') return rows.push({ key: item.event.id, kind: 'event', event: item.event })
    const { message } = item
    if (!message.chat) return rows.push({ key: message.id, kind: 'letter', message })
    const before = rows[rows.length - 1]
    const joins = before?.kind === 'bubble' && together(before.message, message)
    if (joins) before.last = false
    rows.push({ key: message.id, kind: 'bubble', message, first: !joins, last: true })
  })
  return rows
}

const together = (one: Message, other: Message) =>
  one.kind === other.kind &&
  one.author.user_id === other.author.user_id &&
  one.author.contact_id === other.author.contact_id &&
  one.third_party === other.third_party &&
  Date.parse(other.at) - Date.parse(one.at) < TOGETHER_MS
