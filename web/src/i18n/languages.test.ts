// Every language says everything, with the same placeholders; every text a page asks for exists, and in time.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import inbox from './en/inbox.json'
import { en, it_ } from './whole'

const src = join(import.meta.dirname, '..')
type Words = { [name: string]: string | Words }

function flat(words: Words, prefix = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [name, value] of Object.entries(words))
    if (typeof value === 'string') all.set(prefix + name, value)
    else for (const [key, text] of flat(value, `${prefix}${name}.`)) all.set(key, text)
  return all
}

const languages = { en: flat(en as Words), it: flat(it_ as Words) }
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(vue|ts)$/.test(path) && !path.endsWith('.test.ts') ? [readFileSync(path, 'utf8')] : []
  })
}

/** The code that comes with the first page: what `main.ts` imports, and what that imports, at once. */
function eager(path: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(path)) return seen
  const code = readFileSync(path, 'utf8')
  seen.set(path, code)
  for (const [, name] of code.matchAll(/^(?:import|export) (?!type )(?:[^'"]*? from )?'([^']+)'/gm)) {
    const base = name.startsWith('@/') ? join(src, name.slice(2)) : join(dirname(path), name)
    const found = ['.ts', '.vue', '/index.ts', ''].map((end) => base + end).find((file) => existsSync(file))
    if (found && /\.(ts|vue)$/.test(found)) eager(found, seen)
  }
  return seen
}

describe('languages', () => {
  it('have the same keys', () => {
    expect([...languages.it.keys()].sort()).toEqual([...languages.en.keys()].sort())
  })
  it('have the same placeholders and as many plural forms', () => {
    for (const [key, text] of languages.en) {
      const other = languages.it.get(key) ?? ''
      expect(placeholders(other), key).toEqual(placeholders(text))
      expect(other.split(' | ').length, key).toBe(text.split(' | ').length)
      expect(other.trim(), key).not.toBe('')
    }
  })
  it('know every text the pages ask for', () => {
    const code = sources(src).join('\n')
    const asked = [...code.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1])
    expect(asked.length).toBeGreaterThan(100)
    expect([...new Set(asked)].filter((key) => !languages.en.has(key))).toEqual([])
  })
  it('bring the texts of the first page with it', () => {
    // The contact opens with the first ticket.
    const files = eager(join(src, 'contacts/ContactPane.vue'), eager(join(src, 'main.ts')))
    expect(files.size).toBeGreaterThan(100)
    const words = flat(inbox as Words)
    for (const [path, code] of files)
      for (const [, key] of code.matchAll(/\bt\(\s*'([\w.]+)'/g))
        expect(words.has(key), `${key} in ${path}`).toBe(true)
  })
  it('know every text whose name is put together', () => {
    const code = sources(src).join('\n')
    const prefixes = [...code.matchAll(/\bt\(\s*`([\w.]+\.)\$\{/g)].map((match) => match[1])
    const missing = [...new Set(prefixes)].filter(
      (prefix) => ![...languages.en.keys()].some((key) => key.startsWith(prefix)),
    )
    expect(missing).toEqual([])
  })
})
