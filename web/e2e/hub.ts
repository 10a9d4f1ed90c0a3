// A real server on an empty directory, and what the tests ask of it without a browser.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const PASSWORD = 'corretto-cavallo-42'
export const CHANNEL = 'Support'
export const ADDRESS = 'support@example.com'

export interface HubFacts {
  url: string
  /** API token of the administrator. */
  token: string
  binary: string
  environment: Record<string, string>
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

/** Runs a command of the binary on the hub's directory. */
export function command(hub: Pick<HubFacts, 'binary' | 'environment'>, args: string[], input = ''): string {
  return execFileSync(hub.binary, args, {
    input,
    env: { ...process.env, ...hub.environment },
    encoding: 'utf8',
  }).trim()
}

export async function startHub(): Promise<HubFacts & { stop: () => Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'centralino-e2e-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const environment = {
    CENTRALINO_DATA_DIR: directory,
    CENTRALINO_HTTP_LISTEN: `127.0.0.1:${port}`,
    CENTRALINO_HTTP_PUBLIC_URL: url,
    CENTRALINO_SANDBOX_ENABLED: 'true',
    CENTRALINO_METRICS_LISTEN: '127.0.0.1:0',
    ...(process.env.RUST_LOG ? {} : { RUST_LOG: 'warn' }),
  }
  const facts = { url, token: '', binary: binary(), environment }
  const server = spawn(facts.binary, ['serve'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await ready(url, server)
  for (const [name, email, role] of [
    ['Mara Rossi', 'mara@example.com', 'administrator'],
    ['Jonas Keller', 'jonas@example.com', 'agent'],
  ])
    command(
      facts,
      ['user', 'add', email, '--name', name, '--role', role, '--password-stdin'],
      `${PASSWORD}\n`,
    )
  facts.token = command(facts, ['token', 'create', '--user', 'mara@example.com', '--name', 'e2e'])
  await call(facts, 'POST', '/channels', {
    kind: 'email',
    name: CHANNEL,
    acknowledge: false,
    settings: { address: ADDRESS, inbound: { kind: 'none' }, outbound: { kind: 'file' } },
  })
  const stop = async () => {
    const gone = new Promise((done) => server.once('exit', done))
    server.kill('SIGTERM')
    await gone
    rmSync(directory, { recursive: true, force: true })
  }
  return { ...facts, stop }
}

async function ready(url: string, server: ChildProcess) {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('the server did not become ready')
}

/** Calls the API as the administrator. */
export async function call<T = Record<string, unknown>>(
  hub: Pick<HubFacts, 'url' | 'token'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${hub.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${hub.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return (text ? JSON.parse(text) : undefined) as T
}

export interface Ticket {
  id: string
  number: number
  subject: string
  status: string
  tags: { name: string }[]
  assignee: { name: string } | null
}

/** A customer writes: through the real intake of the running server. Answers the ticket it landed in. */
export async function customerWrites(
  hub: HubFacts,
  mail: { from: string; name?: string; subject: string; text: string; answers?: string },
): Promise<Ticket> {
  const sent = await call<{ intake: { state: string; reason: string | null; ticket_id: string | null } }>(
    hub,
    'POST',
    '/sandbox/mails',
    {
      from: mail.from,
      from_name: mail.name ?? '',
      to: ADDRESS,
      subject: mail.subject,
      text: mail.text,
      ...(mail.answers ? { in_reply_to_id: mail.answers } : {}),
    },
  )
  if (!sent.intake.ticket_id) throw new Error(`not filed: ${JSON.stringify(sent.intake)}`)
  return call<Ticket>(hub, 'GET', `/tickets/${sent.intake.ticket_id}`)
}

/** The mails between the hub and a customer, oldest first. */
export const mailbox = async (hub: HubFacts, address: string) =>
  (
    await call<{ items: { id: string; direction: string; subject: string; text: string }[] }>(
      hub,
      'GET',
      `/sandbox/mails?address=${encodeURIComponent(address)}`,
    )
  ).items
