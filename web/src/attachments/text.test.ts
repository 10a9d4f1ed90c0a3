// Bytes as text, text as a table.
import { describe, expect, it } from 'vitest'
import { decoded, table } from './text'

describe('decoded', () => {
  it('reads what the usual programs write', () => {
    expect(decoded(new TextEncoder().encode('già €'))).toBe('già €')
    expect(decoded(new Uint8Array([0x67, 0x69, 0xe0]))).toBe('già')
    expect(decoded(new Uint8Array([0xff, 0xfe, 0x67, 0, 0xe0, 0]))).toBe('gà')
    expect(decoded(new TextEncoder().encode('già').subarray(0, 3), false)).toBe('gi')
  })
})

describe('table', () => {
  it('finds the separator and obeys quotes', () => {
    expect(table('a;b\r\n1,5;"x;""y"""\r\n')).toEqual([
      ['a', 'b'],
      ['1,5', 'x;"y"'],
    ])
    expect(table('a\tb\n1\t2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
    expect(table('a,"two\nlines"\n')).toEqual([['a', 'two\nlines']])
    expect(table('x\n'.repeat(9), 3)).toHaveLength(3)
    expect(table('')).toEqual([])
  })
})
