import { expect, it } from 'vitest'
import type { Page, TicketRow } from '@/api/types'
import { QueueRows } from './rows'

const row = (n: number) => ({ id: `t${n}`, number: n, subject: `Ticket ${n}` }) as TicketRow
const page = (numbers: number[], next: string | null = 'more'): Page<TicketRow> => ({
  items: numbers.map(row),
  next,
})
const fresh = (first: Page<TicketRow>) => {
  const list = new QueueRows({ queue: 'all', status: [], sort: 'newest', filter: '' })
  list.begin(first)
  return list
}

it('patches a row by making the list anew', () => {
  const list = fresh(page([1, 2, 3]))
  const before = list.rows.value
  list.patch('t2', { subject: 'Other words' })
  expect(list.rows.value).not.toBe(before)
  expect(list.find('t2')?.subject).toBe('Other words')
  expect(list.place('t3')).toBe(2)
})

it('tells what came and what left, and moves nothing', () => {
  const list = fresh(page([5, 4, 3, 2]))
  expect(list.beginsLike(page([5, 4]))).toBe(true)
  const first = page([6, 5, 3, 2])
  expect(list.beginsLike(first)).toBe(false)
  expect(list.meet(first)).toEqual({ fresh: 1, left: ['t4'] })
  expect(list.rows.value.map((one) => one.number)).toEqual([5, 4, 3, 2])
})

it('knows nothing of rows below the last one both have', () => {
  const list = fresh(page([5, 4, 3, 2]))
  // One came on top, so the last of the page is on the next one now.
  expect(list.meet(page([6, 5, 4, 3])).left).toEqual([])
  // A list that comes whole has no next one.
  expect(list.meet(page([5, 4, 3], null)).left).toEqual(['t2'])
})

it('sweeps out what left, and says how much of it was above', () => {
  const list = fresh(page([5, 4, 3, 2, 1]))
  list.gone.add('t4')
  list.gone.add('t1')
  expect(list.sweep(3)).toBe(1)
  expect(list.rows.value.map((one) => one.number)).toEqual([5, 3, 2])
  expect(list.place('t2')).toBe(2)
  expect(list.gone.size).toBe(0)
})
