// Builds the service worker with the app: its name is fixed, and it knows every hashed file.
import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/** Where the browser looks for it. */
const NAME = 'worker.js'

export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    config: () => ({
      build: {
        rollupOptions: {
          input: { index: 'index.html', worker: 'worker/worker.ts' },
          output: {
            entryFileNames: (chunk: { name: string }) =>
              chunk.name === 'worker' ? NAME : 'assets/[name]-[hash].js',
          },
        },
      },
    }),
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[NAME]
        if (worker?.type !== 'chunk') return this.error('the service worker was not built')
        if (worker.imports.length || worker.dynamicImports.length)
          return this.error(`the service worker must be one file, it imports ${worker.imports.join()}`)
        const files = Object.keys(bundle)
          .filter((name) => name.startsWith('assets/') && /\.(js|css)$/.test(name))
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
