import { expect, it } from 'vitest'
import { asLink } from './link'

it('completes what people leave out', () => {
  expect(asLink('example.com/a?b=1')).toBe('https://example.com/a?b=1')
  expect(asLink(' http://example.com ')).toBe('http://example.com')
  expect(asLink('ann@example.com')).toBe('mailto:ann@example.com')
  expect(asLink('tel:+39061234')).toBe('tel:+39061234')
  expect(asLink('example.com:8080/x')).toBe('https://example.com:8080/x')
})

it('leads nowhere dangerous', () => {
  for (const wrong of [
    '',
    'hello',
    'two words.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
  ])
    expect(asLink(wrong), wrong).toBe(null)
})
