import { expect, it } from 'vitest'
import cases from '../../../channels/fixtures/text_length/gsm7_cases.json'
import { smsLength, textLength } from './text_length'

it.each(cases.cases)('counts a text message: $name', ({ text, encoding, units, segments }) => {
  expect(smsLength(text)).toMatchObject({ encoding, units, segments })
})

it('names the sign that makes it dear, and the room that is left', () => {
  expect(smsLength('caffè').culprit).toBe(null)
  expect(smsLength('it’s').culprit).toBe('’')
  expect(smsLength('').segments).toBe(0)
  expect(smsLength('a'.repeat(159)).left).toBe(1)
  expect(smsLength('a'.repeat(161)).left).toBe(153 * 2 - 161)
})

it('counts characters and bytes', () => {
  expect(textLength('è€😀', 'characters')).toBe(3)
  expect(textLength('è€😀', 'bytes')).toBe(9)
})
