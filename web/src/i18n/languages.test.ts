// Every language says everything, with the same placeholders; every text a page asks for exists.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from './en.json'
import itJson from './it.json'

type Words = { [name: string]: string | Words }

function flat(words: Words, prefix = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [name, value] of Object.entries(words))
    if (typeof value === 'string') all.set(prefix + name, value)
    else for (const [key, text] of flat(value, `${prefix}${name}.`)) all.set(key, text)
  return all
}

const languages = { en: flat(en as Words), it: flat(itJson as Words) }
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(vue|ts)$/.test(path) && !path.endsWith('.test.ts') ? [readFileSync(path, 'utf8')] : []
  })
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
    const code = sources(join(import.meta.dirname, '..')).join('\n')
    const asked = [...code.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1])
    expect(asked.length).toBeGreaterThan(100)
    expect([...new Set(asked)].filter((key) => !languages.en.has(key))).toEqual([])
  })
  it('know every text whose name is put together', () => {
    const code = sources(join(import.meta.dirname, '..')).join('\n')
    const prefixes = [...code.matchAll(/\bt\(\s*`([\w.]+\.)\$\{/g)].map((match) => match[1])
    const missing = [...new Set(prefixes)].filter(
      (prefix) => ![...languages.en.keys()].some((key) => key.startsWith(prefix)),
    )
    expect(missing).toEqual([])
  })
})
