// Entries that did not change are the same objects as before, wherever they come to stand.
import { describe, expect, it } from 'vitest'
import type { TimelineItem, TimelinePage } from '@/api/types'
import { shareEntries } from './entries'

const said = (id: string, text = id) =>
  ({ type: 'message', message: { id, text } }) as unknown as TimelineItem
const timeline = (...pages: TimelineItem[][]) => ({
  pages: pages.map((items) => ({ items, previous: null, next: null }) as unknown as TimelinePage),
  pageParams: pages.map(() => null),
})
const share = (before: ReturnType<typeof timeline>, now: ReturnType<typeof timeline>) =>
  (shareEntries(before, now) as typeof now).pages.flatMap((page) => page.items)

describe('entries of a timeline', () => {
  it('stay what they are when a new one comes before or behind them', () => {
    const before = timeline([said('a'), said('b')])
    const [a, b] = before.pages[0].items
    const [, again, other] = share(before, timeline([said('z'), said('a'), said('b'), said('c')]))
    expect(again).toBe(a)
    expect(other).toBe(b)
  })
  it('stay what they are when another page takes the place of theirs', () => {
    const before = timeline([said('a')], [said('b')])
    const [item] = share(before, timeline([said('b')]))
    expect(item).toBe(before.pages[1].items[0])
  })
  it('are new when something in them is', () => {
    const before = timeline([said('a'), said('b')])
    const [a, b] = share(before, timeline([said('a', 'other'), said('b')]))
    expect(a).not.toBe(before.pages[0].items[0])
    expect(a).toEqual(said('a', 'other'))
    expect(b).toBe(before.pages[0].items[1])
  })
})
