import { expect, it } from 'vitest'
import type { Consent } from '@/api/types'
import { holding } from './consents'

const word = (id: string, fields: Partial<Consent>): Consent => ({
  id,
  purpose: 'marketing',
  state: 'granted',
  source: 'agent',
  channel_id: null,
  message_id: null,
  address: '',
  words: null,
  text_version: null,
  recorded_by: null,
  at: '2026-01-01T00:00:00Z',
  ...fields,
})

it('keeps the newest word of each purpose, channel and address', () => {
  const ledger = [
    word('4', { state: 'withdrawn' }),
    word('3', { channel_id: 'mail' }),
    word('2', { purpose: 'surveys' }),
    word('1', {}),
  ]
  expect(holding(ledger).map((one) => one.id)).toEqual(['4', '3', '2'])
})
