import { describe, expect, it } from 'vitest'
import type { CannedReply } from '@/api/types'
import { below, ranked } from './canned'
import { firstGap, gapsIn } from './gaps'

const folders = [
  { path: '', replies: 1 },
  { path: 'Billing', replies: 2 },
  { path: 'Orders/Late', replies: 3 },
  { path: 'Orders/Late/Italy', replies: 1 },
]

describe('folders', () => {
  it('are made of the paths below', () => {
    expect(below(folders, '')).toEqual([
      { path: 'Billing', name: 'Billing', replies: 2 },
      { path: 'Orders', name: 'Orders', replies: 4 },
    ])
    expect(below(folders, 'Orders')).toEqual([{ path: 'Orders/Late', name: 'Late', replies: 4 }])
    expect(below(folders, 'Orders/Late').map((one) => one.name)).toEqual(['Italy'])
    expect(below(folders, 'Order')).toEqual([])
  })
})

describe('the order of the picker', () => {
  const reply = (title: string, more: Partial<CannedReply> = {}) =>
    ({ title, shortcut: null, language: null, ...more }) as CannedReply
  it('puts the shortcut first, then titles, then the language of the customer', () => {
    const all = [
      reply('Refund in English', { language: 'en' }),
      reply('Délai'),
      reply('Rimborso', { language: 'it', shortcut: 'refund' }),
      reply('Italian words about a refund', { language: 'it' }),
    ]
    const titles = (q: string) => ranked(all, q, 'it-CH').map((one) => one.title)
    expect(titles('refund')[0]).toBe('Rimborso')
    expect(titles('refund')[1]).toBe('Refund in English')
    expect(titles('delai')[0]).toBe('Délai')
    expect(titles('').slice(0, 2)).toEqual(['Rimborso', 'Italian words about a refund'])
  })
})

describe('gaps', () => {
  it('are found and nothing else', () => {
    const words = 'Dear ⟦contact.first_name⟧, ⟦x⟧ of ⟦contact.company⟧ and ⟦contact.company⟧'
    expect(gapsIn(words)).toEqual(['contact.first_name', 'contact.company'])
    expect(firstGap(words)).toEqual({ start: 5, end: 5 + '⟦contact.first_name⟧'.length })
    expect(firstGap('none')).toBeNull()
  })
})
