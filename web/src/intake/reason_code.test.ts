import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en, it_ } from '@/i18n/whole'
import { coded } from './reason_code'

const root = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8').split('#[cfg(test)]')[0]

describe('why mail was not filed', () => {
  const intake = (readdirSync(join(root, 'src/desk/intake'), { recursive: true }) as string[])
    .filter((path) => path.endsWith('.rs'))
    .map((path) => read(`src/desk/intake/${path}`))
    .join('\n')
  const limits = ['limits', 'html_cost'].map((file) => read(`channels/src/email/${file}.rs`)).join('\n')
  const said = [
    ...intake.matchAll(/Outcome::(?:ignored|failed)\(\s*"([^"]+)"/g),
    ...limits.matchAll(/#\[error\("([^"]+)"/g),
  ].map((found) => found[1].replace(/\{[^}]*\}/g, '7'))

  it('is read from the sources', () => expect(said.length).toBeGreaterThan(18))
  it.each([
    ['en', en],
    ['it', it_],
  ])('has a sentence each in %s', (_, texts) => {
    const known: Record<string, string> = texts.intake.why
    expect(said.filter((reason) => !known[coded(reason).code])).toEqual([])
  })
  it('keeps the details', () => {
    expect(coded('there are more than 500 headers')).toEqual({
      code: 'there_are_more_than_headers',
      values: ['500'],
    })
    expect(coded('it cannot be stored: disk: full').values).toEqual(['disk: full'])
  })
})
