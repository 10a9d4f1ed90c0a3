// Builds the service worker with the app: its name is fixed, and it knows every hashed file.
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/** Where the browser looks for it. */
const NAME = 'worker.js'
/** Large, and of no use without the files they draw, which are never kept. */
const OF_THEIR_OWN = /^assets\/pdf/

export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: 'worker/worker.ts', fileName: NAME })
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[NAME]
        if (worker?.type !== 'chunk') return this.error('the service worker was not built')
        if (worker.imports.length || worker.dynamicImports.length)
          return this.error(`the service worker must be one file, it imports ${worker.imports.join()}`)
        const files = Object.keys(bundle)
          .filter((name) => name.startsWith('assets/') && /\.(js|css)$/.test(name))
          .filter((name) => !OF_THEIR_OWN.test(name))
          .sort()
          .map((name) => `/${name}`)
        const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 16)
        const filled = worker.code
          .replace(/(["'`])__FILES__\1/, () => JSON.stringify(JSON.stringify(files)))
          .replace('__VERSION__', version)
        if (filled.includes('__FILES__') || !filled.includes(version))
          return this.error('the service worker has no place for its list of files')
        worker.code = filled
      },
    },
  }
}
