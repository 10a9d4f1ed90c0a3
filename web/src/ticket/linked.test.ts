import { expect, it } from 'vitest'
import { linked } from './linked'

it('finds addresses and leaves the full stop outside', () => {
  expect(linked('See https://example.com/a?b=1. Or (http://example.org).')).toEqual([
    { text: 'See ' },
    { text: 'https://example.com/a?b=1', href: 'https://example.com/a?b=1' },
    { text: '. Or (' },
    { text: 'http://example.org', href: 'http://example.org' },
    { text: ').' },
  ])
  expect(linked('javascript:alert(1)')).toEqual([{ text: 'javascript:alert(1)' }])
})
