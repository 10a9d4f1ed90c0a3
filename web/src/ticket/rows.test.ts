// Chat lines in groups, days and the mark between them.
import { describe, expect, it } from 'vitest'
import type { Message, TimelineItem } from '@/api/types'
import { rowsOf } from './rows'

const dayOf = (at: string) => at.slice(0, 10)
const said = (id: string, at: string, author: string, chat = true) =>
  ({
    type: 'message',
    message: {
      id,
      at: `2026-03-0${at}:00Z`,
      kind: 'inbound',
      chat,
      third_party: false,
      author: { contact_id: author, user_id: null },
    } as Message,
  }) as TimelineItem

describe('rows', () => {
  it('group what one author says in a breath, and name the days', () => {
    const items = [
      said('a', '1T23:50', 'ada'),
      said('b', '1T23:52', 'ada'),
      said('c', '1T23:53', 'bob'),
      said('d', '2T00:01', 'bob'),
    ]
    const rows = rowsOf(items, dayOf, 'c')
    expect(rows.map((row) => row.key)).toEqual([
      'day-2026-03-01',
      'a',
      'b',
      'unread',
      'c',
      'day-2026-03-02',
      'd',
    ])
    const ends = rows.flatMap((row) => (row.kind === 'bubble' ? [[row.key, row.first, row.last]] : []))
    expect(ends).toEqual([
      ['a', true, false],
      ['b', false, true],
      ['c', true, true],
      ['d', true, true],
    ])
  })
  it('leave letters alone, and mark nothing when all is new', () => {
    const rows = rowsOf([said('a', '1T10:00', 'ada', false), said('b', '2T10:00', 'ada', false)], dayOf, 'a')
    expect(rows.map((row) => row.kind)).toEqual(['letter', 'letter'])
  })
})
