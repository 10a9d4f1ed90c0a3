// A real Chromium, signed-in pages in it, and the check for accessibility.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { PASSWORD } from './hub'
import { hub } from './setup'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

let browser: Browser
export { hub }

/** Call at the top of a spec: one browser for the file. */
export function useBrowser() {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: FLAGS,
    })
  })
  // What a test that failed was looking at.
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    const folder = process.env.E2E_PICTURES ?? join(tmpdir(), 'centralino-failed')
    mkdirSync(folder, { recursive: true })
    const name = task.name.replace(/\W+/g, '-').slice(0, 80)
    const pages = browser.contexts().flatMap((context) => context.pages())
    for (const [at, page] of pages.entries()) {
      const path = join(folder, `${name}-${at + 1}.png`)
      await page.screenshot({ path, timeout: 5000 }).catch(() => undefined)
      console.log(`${page.url()} as it was: ${path}`)
    }
    // Nor does it disturb the tests after it, or keep its drafts open.
    for (const page of pages) await page.context().close()
  })
  afterAll(() => browser.close())
}

/** Errors the page reported; refused requests are part of some tests and do not count. */
export const complaints: string[] = []

export async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: DESK,
    locale: 'en-GB',
    baseURL: hub.url,
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on(
    'console',
    (line) =>
      line.type() === 'error' &&
      /Content Security Policy|Vue warn|Unhandled/.test(line.text()) &&
      complaints.push(line.text()),
  )
  return page
}

/** A page signed in through the API, which is quicker than the form; the form has its own test. */
export async function signedIn(
  who: 'mara' | 'jonas' = 'mara',
  options: BrowserContextOptions & { path?: string } = {},
): Promise<Page> {
  const { path = '/inbox/all', baseURL = hub.url, ...rest } = options
  const page = await openPage({ baseURL, ...rest })
  const answer = await page.request.post('/api/v1/session', {
    data: { email: `${who}@example.com`, password: PASSWORD },
    headers: { origin: baseURL },
  })
  expect(answer.status(), await answer.text()).toBe(200)
  await page.goto(path)
  await page.locator('main').waitFor()
  return page
}

/** Words of a message written with the rich editor, which the timeline shows in a sandboxed frame. */
export const written = (page: Page, text: string) =>
  page
    .getByRole('region', { name: 'Timeline' })
    .locator('iframe')
    .last()
    .contentFrame()
    .getByText(text)
    .first()

interface Violation {
  id: string
  impact: string
  nodes: { html: string; failureSummary: string }[]
}

/** Nothing on the page breaks WCAG 2.2 AA, as far as a machine can tell. */
export async function accessible(page: Page, what: string) {
  await page.evaluate(axe)
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: (root: Document, options: object) => Promise<{ violations: Violation[] }> }
    }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    // Foreign mail in its frame is not ours to judge.
    return (await axe.run(document, { runOnly: tags, iframes: false })).violations
  })
  const words = violations.map(
    (found) =>
      `${found.id}: ${found.nodes
        .slice(0, 3)
        .map(
          (node) =>
            `${node.html.slice(0, 160)}\n    ${node.failureSummary.replaceAll('\n', ' ').slice(0, 240)}`,
        )
        .join('\n  ')}`,
  )
  expect(words, `${what}: ${words.join('\n')}`).toEqual([])
}

/** Nothing sticks out sideways. */
export async function fits(page: Page, what: string) {
  const wide = await page.evaluate(() => {
    const root = document.documentElement
    return root.scrollWidth > root.clientWidth ? root.scrollWidth - root.clientWidth : 0
  })
  expect(wide, what).toBe(0)
}

/** A picture for people to look at, when E2E_PICTURES names a folder. */
export async function picture(page: Page, name: string) {
  const folder = process.env.E2E_PICTURES
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}
