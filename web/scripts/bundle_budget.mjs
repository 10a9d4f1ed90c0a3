// Fails when the script that the inbox needs on its first load is larger than its budget.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET = 200_000
const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))

/** The entry with all it imports at once; what is imported later is not counted. */
function eager(name, seen = new Set()) {
  if (seen.has(name)) return seen
  seen.add(name)
  for (const imported of manifest[name].imports ?? []) eager(imported, seen)
  return seen
}

const entry = 'index.html'
// The contact panel opens with the first ticket.
const first = eager(entry)
for (const lazy of ['src/contacts/ContactPane.vue']) if (manifest[lazy]) eager(lazy, first)
let total = 0
for (const name of first) {
  const file = manifest[name].file
  if (!file.endsWith('.js')) continue
  const size = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length
  total += size
  console.log(`${String(size).padStart(8)}  ${file}`)
}
console.log(`${String(total).padStart(8)}  of ${BUDGET} bytes (gzip)`)
process.exit(total > BUDGET ? 1 : 0)
