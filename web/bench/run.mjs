// What a person waits for in the browser, measured against a running hub: `bench/browser` calls it with filled desks.
import { runnerImport } from 'vite'

// The parts are TypeScript, as the browser tests whose server they borrow; vite is what reads them on every Node.
const { module } = await runnerImport('/bench/main.ts', {
  configFile: false,
  root: new URL('..', import.meta.url).pathname,
  logLevel: 'error',
})
await module.main(process.argv.slice(2))
