import { expect, it } from 'vitest'
import { triggerAt } from './plain_suggesting'
import { suggesting } from './suggesting'

const emoji = suggesting({ name: 'emoji', char: ':', least: 2, items: () => [], list: {}, insert: () => {} })
const slash = suggesting({
  name: 'slash',
  char: '/',
  spaces: true,
  items: () => [],
  list: {},
  insert: () => {},
})
const at = (text: string) => {
  const found = triggerAt(text, text.length, [emoji, slash])
  return found && [found.one.name, found.query, found.from]
}

it('hears a sign at the beginning of a line and after a space', () => {
  expect(at('/')).toEqual(['slash', '', 0])
  expect(at('Hello\n/ref')).toEqual(['slash', 'ref', 6])
  expect(at('Thanks :smi')).toEqual(['emoji', 'smi', 7])
  expect(at('/how to return')).toEqual(['slash', 'how to return', 0])
})

it('leaves ordinary signs alone', () => {
  expect(at('https://x')).toBe(null)
  expect(at('at 10:30')).toBe(null)
  expect(at('Note: s')).toBe(null)
  expect(at(':s')).toBe(null)
  expect(at('either / or')).toBe(null)
  expect(at('and/or')).toBe(null)
  expect(at('/late\n')).toBe(null)
})
