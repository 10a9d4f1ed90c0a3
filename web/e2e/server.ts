// One server process on a directory of its own; it can be killed and started again.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface Server {
  url: string
  binary: string
  environment: Record<string, string>
  /** What it printed so far. */
  output: () => string
  start: () => Promise<void>
  /** Without a moment to say goodbye. */
  kill: () => Promise<void>
  /** Ends it and removes its directory. */
  stop: () => Promise<void>
}

function binary(): string {
  const chosen = resolve(
    process.env.CENTRALINO_BIN ?? join(import.meta.dirname, '../../target/debug/centralino'),
  )
  if (!existsSync(chosen)) throw new Error(`${chosen} does not exist; build it or set CENTRALINO_BIN`)
  return chosen
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.on('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Runs a command of the binary on the server's directory. */
export function command(
  server: Pick<Server, 'binary' | 'environment'>,
  args: string[],
  input: string | Buffer = '',
): string {
  return execFileSync(server.binary, args, {
    input,
    env: { ...process.env, ...server.environment },
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
  }).trim()
}

/** `more`: settings of this server beside those of all. */
export async function startServer(more: Record<string, string> = {}): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'centralino-e2e-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const environment: Record<string, string> = {
    CENTRALINO_DATA_DIR: directory,
    CENTRALINO_HTTP_LISTEN: `127.0.0.1:${port}`,
    CENTRALINO_HTTP_PUBLIC_URL: url,
    CENTRALINO_SANDBOX_ENABLED: 'true',
    CENTRALINO_METRICS_LISTEN: '127.0.0.1:0',
    CENTRALINO_LOG_FILTER: 'warn',
    ...more,
  }
  const program = binary()
  let running: ChildProcess | null = null
  let printed = ''

  async function start() {
    const server = spawn(program, ['serve'], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running = server
    for (const stream of [server.stdout, server.stderr])
      stream.on('data', (bytes: Buffer) => (printed += bytes.toString()))
    for (let attempt = 0; attempt < 300; attempt++) {
      if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}:\n${printed}`)
      const answer = await fetch(`${url}/readyz`).catch(() => null)
      if (answer?.ok) return
      await new Promise((done) => setTimeout(done, 100))
    }
    throw new Error(`the server did not become ready:\n${printed}`)
  }
  async function end(signal: NodeJS.Signals) {
    const server = running
    running = null
    if (!server || server.exitCode !== null) return
    const gone = new Promise((done) => server.once('exit', done))
    server.kill(signal)
    await gone
  }
  await start()
  return {
    url,
    binary: program,
    environment,
    output: () => printed,
    start,
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
