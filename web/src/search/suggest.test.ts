// Completion touches the word under the caret and nothing else.
import { describe, expect, it } from 'vitest'
import { asValue, complete, matching, operatorOf, wordAt } from './suggest'

describe('the word at the caret', () => {
  it.each([
    ['late is:op', 10, 'is:op'],
    ['late is:op parcel', 10, 'is:op'],
    ['from:"Ada L', 11, 'from:"Ada L'],
    ['from:"Ada L" is', 15, 'is'],
    ['', 0, ''],
    ['late ', 5, ''],
  ])('of %j at %i is %j', (text, caret, word) => {
    expect(wordAt(text, caret).word).toBe(word)
  })
})

it('replaces only that word', () => {
  expect(complete('late is:op parcel', 10, 'is:open')).toEqual({ text: 'late is:open parcel', caret: 13 })
  expect(complete('late ta', 7, 'tag:')).toEqual({ text: 'late tag:', caret: 9 })
  expect(complete('tag:"big or', 11, 'tag:"big order"')).toEqual({ text: 'tag:"big order" ', caret: 16 })
})

it('tells operators from words', () => {
  expect(operatorOf('TAG:"big')).toEqual({ name: 'tag', value: 'big' })
  expect(operatorOf('tag')).toBeNull()
  expect(asValue('big order')).toBe('"big order"')
  expect(asValue('urgent')).toBe('urgent')
})

it('finds values by the start of any of their words, without accents', () => {
  expect(matching(['Élodie Martin', 'Ada Brunner'], 'elo')).toEqual(['Élodie Martin'])
  expect(matching(['Élodie Martin', 'Ada Brunner'], 'brunner')).toEqual(['Ada Brunner'])
  expect(matching(['Ada Brunner'], 'ada b')).toEqual(['Ada Brunner'])
  expect(matching(['Ada Brunner'], 'da')).toEqual([])
})
