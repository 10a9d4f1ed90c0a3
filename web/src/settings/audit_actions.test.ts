import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { en, it_ } from '@/i18n/whole'
import { ACTIONS } from './audit_actions'

const src = fileURLToPath(new URL('../../../src', import.meta.url))
const rust = (readdirSync(src, { recursive: true }) as string[])
  .filter((path) => path.endsWith('.rs'))
  .map((path) => readFileSync(`${src}/${path}`, 'utf8').split('#[cfg(test)]')[0])

/** What stands in calls of `audit::record`, and what is handed on to them by name. */
const written = new Set(
  rust
    .filter((text) => text.includes('audit::record'))
    .flatMap((text) => [...text.matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map((found) => found[1])),
)

describe('the audit log', () => {
  it('is read from the sources', () => expect(written.size).toBeGreaterThan(15))
  it('offers every action the server writes', () => {
    expect([...written].filter((action) => !(ACTIONS as readonly string[]).includes(action))).toEqual([])
    expect(ACTIONS.filter((action) => !written.has(action))).toEqual([])
  })
  it.each([
    ['en', en],
    ['it', it_],
  ])('has a sentence and a name for each in %s', (_, texts) => {
    const did: Record<string, string> = texts.audit.did
    const name: Record<string, string> = texts.audit.name
    const keys = ACTIONS.map((action) => action.replace('.', '_'))
    expect(keys.filter((key) => !did[key] || !name[key])).toEqual([])
  })
})
