// Keys may be moved; nothing is ever on two keys or on none by accident.
import { expect, test } from 'vitest'
import { ACTIONS, inTheWay, meant, movable, reserved } from './keymap'

test('a moved action answers to its new keys only', () => {
  const chosen = { r: 'y', 'g c': 'g p' }
  expect(meant('y', chosen)).toBe('r')
  expect(meant('r', chosen)).toBeUndefined()
  expect(meant('g p', chosen)).toBe('g c')
  expect(meant('n', chosen)).toBe('n')
})

test('two actions may swap their keys', () => {
  const chosen = { j: 'k', k: 'j' }
  expect(meant('j', chosen)).toBe('k')
  expect(meant('k', chosen)).toBe('j')
})

test('keys of another action, and starts of its sequence, are in the way', () => {
  expect(inTheWay('n', 'r', {})).toBe('n')
  expect(inTheWay('g', 'r', {})).toBe('g h')
  expect(inTheWay('n x', 'r', {})).toBe('n')
  expect(inTheWay('y', 'r', {})).toBeUndefined()
  expect(inTheWay('n', 'r', { n: 'y' })).toBeUndefined()
  expect(inTheWay('r', 'r', {})).toBeUndefined()
})

test('the keys of browser and platform stay theirs', () => {
  expect(reserved('mod+w')).toBe(true)
  expect(reserved('g Tab')).toBe(true)
  expect(reserved('mod+k')).toBe(false)
  expect(movable('Enter')).toBe(false)
})

test('as shipped, no two actions share keys', () => {
  expect(new Set(ACTIONS).size).toBe(ACTIONS.length)
  for (const action of ACTIONS) expect(inTheWay(action, action, {})).toBeUndefined()
})
