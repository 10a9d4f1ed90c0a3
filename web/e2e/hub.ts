// The hub the tests work on, and what they ask of it without a browser.
import { command, startServer, type Server } from './server'

export { command }
export const PASSWORD = 'corretto-cavallo-42'
export const CHANNEL = 'Support'
export const ADDRESS = 'support@example.com'

export interface HubFacts extends Pick<Server, 'url' | 'binary' | 'environment'> {
  /** API token of the administrator. */
  token: string
}

/** An administrator, an agent, and a mailbox that writes into files. */
export async function furnish(server: Server): Promise<HubFacts> {
  const { url, binary, environment } = server
  const facts = { url, binary, environment, token: '' }
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
  return facts
}

export async function startHub(): Promise<HubFacts & { stop: () => Promise<void> }> {
  const server = await startServer()
  return { ...(await furnish(server)), stop: server.stop }
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

/** A raw mail through `centralino ingest`; the exit code is the mail server's business, the ledger ours. */
export function ingest(hub: HubFacts, mail: string | Buffer): number {
  try {
    command(hub, ['ingest', '--channel', CHANNEL], mail)
    return 0
  } catch (error) {
    const { status } = error as { status: number | null }
    if (status === null) throw error
    return status
  }
}
