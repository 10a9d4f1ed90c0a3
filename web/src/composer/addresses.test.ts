import { expect, it } from 'vitest'
import { looksRight, readAddresses } from './addresses'

it('reads what people type and paste', () => {
  expect(readAddresses('a@b.example')).toEqual([{ address: 'a@b.example' }])
  expect(readAddresses('Ann Lee <ann@b.example>; "Doe, Joe" <joe@c.example>\nc@d.example,')).toEqual([
    { name: 'Ann Lee', address: 'ann@b.example' },
    { name: 'Doe, Joe', address: 'joe@c.example' },
    { address: 'c@d.example' },
  ])
  expect(readAddresses('  ')).toEqual([])
})

it('catches slips', () => {
  expect(looksRight('ann@b.example')).toBe(true)
  for (const wrong of ['ann', 'ann@b', 'ann@b..example', 'a b@c.example', '<ann@b.example>'])
    expect(looksRight(wrong), wrong).toBe(false)
})
