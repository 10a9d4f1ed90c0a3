import { describe, expect, it } from 'vitest'
import { en, it_ } from '@/i18n/whole'
import { findSettings, SETTINGS } from './search_index'

type Texts = { [key: string]: string | Texts }
const reader = (texts: Texts) => (key: string) =>
  String(
    key
      .split('.')
      .reduce<string | Texts | undefined>(
        (room, name) => (typeof room === 'object' ? room[name] : undefined),
        texts,
      ),
  )

describe.each([
  ['en', en as unknown as Texts],
  ['it', it_ as unknown as Texts],
])('in %s', (_, texts) => {
  it('every setting has a text', () =>
    expect(SETTINGS.map(({ key }) => reader(texts)(key)).filter((text) => text === 'undefined')).toEqual([]))
})

it('finds by the beginnings of words, whatever the accents and the room', () => {
  const find = (typed: string, rooms = ['profile', 'channels', 'system']) =>
    findSettings(typed, rooms, reader(en as unknown as Texts)).map(({ key }) => key)
  expect(find('time')).toContain('profile.time_zone')
  expect(find('PASSW')).toEqual(['profile.password'])
  expect(find('passw', ['channels'])).toEqual([])
  expect(find('channels dkim')).toEqual(['channels.dkim'])
  expect(find('   ')).toEqual([])
})
