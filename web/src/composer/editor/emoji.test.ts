import { expect, it } from 'vitest'
import { findEmoji } from './emoji'
import { EMOJI } from './emoji_list'

const first = async (query: string) => (await findEmoji(query))[0]?.sign

it('finds an emoji by its English and its Italian words', async () => {
  expect(await first('thanks')).toBe('🙏')
  expect(await first('grazie')).toBe('🙏')
  expect(await first('caffe')).toBe('☕')
  expect(await first('caffè')).toBe('☕')
  expect(await first('parcel')).toBe('📦')
  expect(await first('pacco')).toBe('📦')
  expect(await first('thumbs_up')).toBe('👍')
  expect(await findEmoji('xyzzy')).toEqual([])
})

it('has each emoji once, with a name in both languages', () => {
  expect(new Set(EMOJI.map((one) => one.sign)).size).toBe(EMOJI.length)
  for (const one of EMOJI) expect([one.en, one.it].every(Boolean), one.sign).toBe(true)
})
