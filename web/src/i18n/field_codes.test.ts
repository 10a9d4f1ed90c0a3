import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { en, it_ } from './whole'

/** What stands between a bracket at `at` and the one that closes it. */
function inside(text: string, at: number): string {
  let depth = 0
  let quoted = false
  for (let i = at; i < text.length; i++) {
    const sign = text[i]
    if (quoted) {
      if (sign === '\\') i++
      else if (sign === '"') quoted = false
    } else if (sign === '"') quoted = true
    else if ('([{'.includes(sign)) depth++
    else if (')]}'.includes(sign) && --depth === 0) return text.slice(at + 1, i)
  }
  return ''
}

/** The last sentence of a call's arguments; a pointer is none. */
function sentence(args: string): string | undefined {
  const texts = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((found) => found[1])
  return texts.find((text) => !text.startsWith('/') && text.includes(' '))
}

/** As `src/http/field_code.rs` makes it; what is filled in later counts as a value. */
function code(detail: string): string {
  return detail
    .replace(/\{[^}]*\}/g, '0')
    .split(': ')[0]
    .split('`')
    .filter((_, index) => index % 2 === 0)
    .flatMap((part) => part.split(/\s+/))
    .filter((word) => !/\d/.test(word))
    .map((word) => word.replace(/[^A-Za-z]/g, '').toLowerCase())
    .filter(Boolean)
    .slice(0, 12)
    .join('_')
}

const folders = ['../../../src', '../../../channels/src']
const sources = folders.flatMap((folder) => {
  const root = fileURLToPath(new URL(folder, import.meta.url))
  return (readdirSync(root, { recursive: true }) as string[])
    .filter((path) => path.endsWith('.rs'))
    .map((path) => readFileSync(`${root}/${path}`, 'utf8').split('#[cfg(test)]')[0])
})
const calls = /(?<!fn )(?:\bvalidation|FieldError::new|Error::invalid|SettingsError::new|\brefuse)\(/g
const said = new Set(
  sources.flatMap((text) =>
    [...text.matchAll(calls)].flatMap((found) => {
      const words = sentence(inside(text, found.index + found[0].length - 1))
      return words ? [code(words)] : []
    }),
  ),
)

describe('errors of fields', () => {
  it('are made into words as the server does', () => {
    expect(code('must be 1 to 10,000 characters on one line')).toBe('must_be_to_characters_on_one_line')
    expect(code('must be from 1 to {MAX_LIMIT}')).toBe('must_be_from_to')
    expect(code('cannot be filled in: {error}')).toBe('cannot_be_filled_in')
    expect(code('there is no status `{word}`')).toBe('there_is_no_status')
  })
  it('are read from the sources', () => expect(said.size).toBeGreaterThan(60))
  it.each([
    ['en', en],
    ['it', it_],
  ])('have a sentence each in %s', (_, texts) => {
    const known: Record<string, string> = texts.field_errors
    expect([...said].filter((word) => !known[word]).sort()).toEqual([])
  })
})
