// Fails when src/api/schema.ts is not what `npm run types` makes of openapi.json.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'centralino-types-'))
const made = join(folder, 'schema.ts')
try {
  const { scripts } = JSON.parse(readFileSync(join(web, 'package.json'), 'utf8'))
  const [, ...words] = scripts.types.replace('src/api/schema.ts', made).split(' ')
  execFileSync(join(web, 'node_modules/.bin/openapi-typescript'), words, { cwd: web, stdio: 'pipe' })
  if (readFileSync(made, 'utf8') !== readFileSync(join(web, 'src/api/schema.ts'), 'utf8')) {
    console.error('src/api/schema.ts is stale: run `npm run types`')
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
