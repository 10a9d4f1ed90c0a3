// A filled desk with its server and a browser before it, for as long as something is measured.
import { chromium, type Browser, type Page } from 'playwright-core'
import { call, command, PASSWORD, type HubFacts } from '../e2e/hub'
import { startServer } from '../e2e/server'
import { progress } from './report'

export interface Desk {
  /** As filled; a few more have come since. */
  tickets: number
  directory: string
  hub: HubFacts
  /** A page that shares nothing with other pages but who is signed in. */
  page: (before?: (page: Page) => Promise<unknown>) => Promise<Page>
}

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
const WHO = 'bench@example.com'

export async function withDesk(
  from: Pick<Desk, 'tickets' | 'directory'>,
  measure: (desk: Desk) => Promise<void>,
) {
  progress(`a desk of ${from.tickets} tickets in ${from.directory}`)
  const server = await startServer({
    CENTRALINO_DATA_DIR: from.directory,
    CENTRALINO_SECURITY_REQUESTS_PER_MINUTE: '1000000',
  })
  let browser: Browser | undefined
  try {
    const hub: HubFacts = { ...server, token: '' }
    if (!command(hub, ['user', 'list']).includes(WHO))
      command(
        hub,
        ['user', 'add', WHO, '--name', 'Mara Rossi', '--role', 'administrator', '--password-stdin'],
        `${PASSWORD}\n`,
      )
    hub.token = command(hub, ['token', 'create', '--user', WHO, '--name', `bench ${Date.now()}`])
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: FLAGS,
    })
    const cookies = await signIn(browser, hub)
    const page: Desk['page'] = async (before) => {
      const context = await browser!.newContext({
        viewport: { width: 1440, height: 900 },
        locale: 'en-GB',
        baseURL: hub.url,
        storageState: { cookies, origins: [] },
      })
      const made = await context.newPage()
      made.on('pageerror', (error) => progress(`the page says: ${error.message}`))
      await before?.(made)
      return made
    }
    await measure({ ...from, hub, page })
  } finally {
    await browser?.close()
    await server.stop()
  }
}

async function signIn(browser: Browser, hub: HubFacts) {
  const context = await browser.newContext()
  const answer = await context.request.post(`${hub.url}/api/v1/session`, {
    data: { email: WHO, password: PASSWORD },
    headers: { origin: hub.url },
  })
  if (!answer.ok()) throw new Error(`signing in: ${await answer.text()}`)
  const { cookies } = await context.storageState()
  await context.close()
  return cookies
}

interface Row {
  id: string
  number: number
}

/** The open and waiting tickets as the inbox lists them, newest first. */
export async function rows(hub: HubFacts, count: number): Promise<Row[]> {
  const found: Row[] = []
  let cursor = ''
  while (found.length < count) {
    const page = await call<{ items: Row[]; next: string | null }>(
      hub,
      'GET',
      `/tickets?tab=all&status=open,waiting&sort=newest&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    found.push(...page.items)
    if (!page.next) break
    cursor = page.next
  }
  return found.slice(0, count)
}

export const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))
