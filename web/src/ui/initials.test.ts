// Initials are whole signs, in any script.
import { expect, it } from 'vitest'
import { initialsOf } from './initials'

it.each([
  ['Mara Rossi', 'MR'],
  ['Ada Maria Brunner', 'AB'],
  ['ada', 'AD'],
  ['ada@example.org', 'AO'],
  ['محمد عبد الله', 'ما'],
  ['मोहन शर्मा', 'मोश'],
  ['🦊', '🦊'],
  ['👩‍👩‍👧 Ada Brunner 🎉', 'AB'],
  ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
  ['𝔄𝔡𝔞', '𝔄𝔡'],
  ['e\u0301lise', 'E\u0301L'],
  ['!!!', '!'],
  [' ', '?'],
  ['', '?'],
])('of %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
