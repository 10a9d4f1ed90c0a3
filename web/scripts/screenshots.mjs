// Takes the pictures of README and docs from a fresh demo: `make screenshots`.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'

const root = resolve(import.meta.dirname, '../..')
const pictures = join(root, 'docs/images')
const binary = process.env.CENTRALINO_BIN ?? join(root, 'target/debug/centralino')
const DESK = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 760 }

const freePort = () =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })

/** A running demo; `logins` are those it printed. */
async function startDemo(directory) {
  const url = `http://127.0.0.1:${await freePort()}`
  const hub = spawn(binary, ['demo'], {
    cwd: root,
    env: {
      ...process.env,
      CENTRALINO_DATA_DIR: directory,
      CENTRALINO_HTTP_LISTEN: new URL(url).host,
      CENTRALINO_METRICS_LISTEN: `127.0.0.1:${await freePort()}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let ended = false
  hub.on('exit', () => (ended = true))
  for (const stream of [hub.stdout, hub.stderr]) stream.on('data', (text) => (said += text))
  while (!(await fetch(`${url}/readyz`).catch(() => null))?.ok) {
    if (ended) throw new Error(`the demo ended:\n${said}`)
    await new Promise((again) => setTimeout(again, 200))
  }
  const logins = Object.fromEntries(
    [...said.matchAll(/^ {2}(\w+)(@\S+)\s+(\S+)$/gm)].map(([, who, at, password]) => [
      who,
      { email: who + at, password },
    ]),
  )
  return { url, logins, stop: () => hub.kill() }
}

// `node scripts/screenshots.mjs board phone` takes only these.
const wanted = process.argv.slice(2)
const scenes = [
  { name: 'inbox', look: {}, show: (page) => openTicket(page) },
  {
    name: 'inbox-dark-italian',
    look: { colorScheme: 'dark', language: 'it' },
    show: (page) => openTicket(page),
  },
  {
    name: 'composer',
    look: {},
    show: async (page) => {
      await openTicket(page)
      await page.keyboard.press('r')
      await page.getByRole('textbox', { name: 'Reply' }).waitFor()
      await page.keyboard.type('Thank you for writing. We are looking into it and come back to you today.')
    },
  },
  {
    name: 'board',
    look: {},
    show: async (page) => {
      await page.goto('/home')
      await page.locator('canvas').first().waitFor()
      await page
        .locator('canvas')
        .first()
        .evaluate((chart) => chart.scrollIntoView({ block: 'end' }))
    },
  },
  {
    name: 'search',
    look: {},
    show: async (page) => {
      await page.goto('/search?q=order')
      await page.locator('[data-result]').first().waitFor()
    },
  },
  { name: 'contacts', look: {}, show: (page) => page.goto('/contacts') },
  { name: 'channel', look: { who: 'admin' }, show: (page) => page.goto('/settings/channels') },
  {
    name: 'phone',
    look: { viewport: PHONE, deviceScaleFactor: 2 },
    show: (page) =>
      page.goto('/inbox/all').then(() => page.locator('a[href*="/inbox/all/"]').first().waitFor()),
  },
]

/** The oldest waiting ticket, as an agent would take it. */
async function openTicket(page) {
  await page.goto('/inbox/all')
  const row = page.locator('a[href*="/inbox/all/"]').nth(2)
  await row.click()
  await page.waitForURL(/\/inbox\/all\/\d+/)
  await page.locator('article[data-message]').first().waitFor()
}

const directory = mkdtempSync(join(tmpdir(), 'centralino-pictures-'))
const demo = await startDemo(join(directory, 'demo'))
// What the demo answers leaves once it cannot be undone any more.
await new Promise((sent) => setTimeout(sent, 15_000))
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
try {
  mkdirSync(pictures, { recursive: true })
  for (const { name, look, show } of scenes) {
    if (wanted.length && !wanted.includes(name)) continue
    const { language = 'en', who = 'ada', ...context } = look
    const page = await (
      await browser.newContext({
        baseURL: demo.url,
        viewport: DESK,
        locale: language === 'it' ? 'it-IT' : 'en-GB',
        reducedMotion: 'reduce',
        ...context,
      })
    ).newPage()
    const headers = { origin: demo.url }
    await page.request.post('/api/v1/session', { data: demo.logins[who], headers })
    await page.request.patch('/api/v1/session/profile', { data: { language }, headers })
    await show(page)
    await page.waitForLoadState('networkidle')
    // Grey bars.
    await page
      .getByText(/^Loading …|^Caricamento …/)
      .first()
      .waitFor({ state: 'hidden' })
    // Mail frames measure themselves once more.
    await page.waitForTimeout(500)
    await page.screenshot({ path: join(pictures, `${name}.png`) })
    await page.context().close()
    console.log(`docs/images/${name}.png`)
  }
} finally {
  await browser.close()
  demo.stop()
  rmSync(directory, { recursive: true, force: true })
}
