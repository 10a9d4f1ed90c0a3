// Mail made to break out, shown by a real browser in the real frame: nothing runs, nothing leaves, nothing moves.
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, PASSWORD, startHub, type HubFacts } from './hub'
import { importAll } from './letters'

const CASES = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../channels/tests/hostile_html.json'), 'utf8'),
) as { about: string; html: string }[]
/** Cases of one ticket; its timeline holds them all at once. */
const TOGETHER = 20

let hub: HubFacts & { stop: () => Promise<void> }
let browser: Browser
/** Every name of the corpus leads here: also what a browser looks up before it asks is heard. */
let trap: Server
const caught: string[] = []

beforeAll(async () => {
  hub = await startHub()
  trap = createServer((socket) => {
    caught.push(`a connection to ${socket.localPort}`)
    socket.destroy()
  })
  await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done))
  const { port } = trap.address() as AddressInfo
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      `--host-resolver-rules=MAP *.test 127.0.0.1:${port}, MAP evil.* 127.0.0.1:${port}`,
    ],
  })
  await importAll(
    hub,
    CASES.map(({ html }, index) => {
      const group = Math.floor(index / TOGETHER)
      const first = `case-${group * TOGETHER}@mail.test`
      return {
        id: `case-${index}@mail.test`,
        from: `Eve <eve${group}@mail.test>`,
        subject: `Hostile ${group}`,
        html: `<p>begins-${index}</p>${html}`,
        ...(index % TOGETHER ? { answers: first } : {}),
      }
    }),
  )
}, 240_000)

afterAll(async () => {
  await browser?.close()
  trap?.close()
  await hub?.stop()
})

async function openDesk(): Promise<{ page: Page; outside: string[]; dialogs: string[] }> {
  const context = await browser.newContext({
    baseURL: hub.url,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  })
  const outside: string[] = []
  const dialogs: string[] = []
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(hub.url) && !/^(data|blob|about):/.test(url)) outside.push(url)
  })
  context.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  context.on('page', (opened) => outside.push(`a window: ${opened.url()}`))
  const page = await context.newPage()
  outside.length = 0
  await page.request.post('/api/v1/session', {
    data: { email: 'mara@example.com', password: PASSWORD },
    headers: { origin: hub.url },
  })
  return { page, outside, dialogs }
}

/** What stands in a frame that should not, as the browser has read it. */
const faults = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = []
    const timeline = document.querySelector('[role="region"][aria-label="Timeline"]')!
    const room = timeline.getBoundingClientRect()
    for (const frame of timeline.querySelectorAll('iframe')) {
      const name = frame.closest('[data-message]')?.getAttribute('data-message')
      const fault = (words: string) => found.push(`${name}: ${words}`)
      if (/allow-(scripts|top|forms|modals)/.test(frame.getAttribute('sandbox') ?? 'allow-scripts'))
        fault('a sandbox with holes')
      const box = frame.getBoundingClientRect()
      if (box.left < room.left || box.right > room.right + 1)
        fault(`reaches from ${box.left} to ${box.right}`)
      if (box.height > 12_100) fault(`${box.height} high`)
      const inner = frame.contentDocument
      if (!inner?.body) {
        fault('cannot be looked at')
        continue
      }
      const bad =
        'script, iframe, frame, object, embed, form, input, button, select, textarea, link, meta[http-equiv], ' +
        'svg, math, template, video, audio, source, track, dialog, portal, fencedframe, marquee'
      for (const element of inner.body.querySelectorAll(bad)) fault(`<${element.localName}>`)
      for (const element of inner.querySelectorAll('*')) {
        for (const { name: attribute, value } of element.attributes) {
          if (/^on/i.test(attribute)) fault(`${attribute}=…`)
          if (/^(href|src|action|formaction|xlink:href|ping|background|poster|srcset)$/.test(attribute))
            if (!/^(https?:|mailto:|tel:|\/api\/v1\/|#|data:image\/)/i.test(value))
              fault(`${attribute}=${value}`)
        }
        if (element.shadowRoot) fault('a shadow')
        const look = inner.defaultView?.getComputedStyle(element)
        if (look && /fixed|absolute|sticky/.test(look.position)) fault(`position: ${look.position}`)
        if (look && /url\(/.test(look.backgroundImage + look.listStyleImage + look.cursor))
          fault('a picture by style')
      }
    }
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) found.push('the page is wider than the window')
    if (document.querySelectorAll('body > :not(#app, [data-reka-focus-guard], script, div)').length)
      found.push('something stands beside the app')
    return found
  })

describe('hostile mail', () => {
  it('is a corpus worth the name', () => expect(CASES.length).toBeGreaterThanOrEqual(200))

  it('neither runs, nor asks, nor leaves its place in the ticket', async () => {
    const { page, outside, dialogs } = await openDesk()
    const tickets = await call<{ items: { number: number; subject: string }[] }>(
      hub,
      'GET',
      '/tickets?limit=200',
    )
    const groups = tickets.items.filter((ticket) => ticket.subject.startsWith('Hostile'))
    expect(groups).toHaveLength(Math.ceil(CASES.length / TOGETHER))
    const wrong: string[] = []
    let seen = 0
    for (const { number, subject } of groups) {
      await page.goto(`/inbox/all/${number}`)
      const timeline = page.getByRole('region', { name: 'Timeline' })
      await timeline.locator('article').first().waitFor()
      const before = await page.locator('header').first().boundingBox()
      await timeline
        .locator('article button[aria-expanded="false"]')
        .evaluateAll((buttons: HTMLElement[]) => buttons.forEach((button) => button.click()))
      // Frames load when they come near the view.
      await timeline.locator('iframe').evaluateAll((frames: HTMLIFrameElement[]) =>
        Promise.all(
          frames.map((frame) => {
            frame.loading = 'eager'
            const there = () =>
              frame.contentDocument?.URL !== 'about:blank' && frame.contentDocument?.readyState === 'complete'
            return new Promise<void>((done) => {
              const look = () => (there() ? done() : setTimeout(look, 20))
              look()
            })
          }),
        ),
      )
      const shown = await timeline.locator('iframe').count()
      const group = Number(subject.split(' ')[1])
      expect(shown, subject).toBe(Math.min(TOGETHER, CASES.length - group * TOGETHER))
      seen += shown
      await page.waitForTimeout(50)
      wrong.push(...(await faults(page)))
      expect(new URL(page.url()).pathname).toBe(`/inbox/all/${number}`)
      expect(await page.locator('header').first().boundingBox(), subject).toEqual(before)
    }
    expect(seen).toBe(CASES.length)
    expect(wrong).toEqual([])
    expect(outside).toEqual([])
    expect(dialogs).toEqual([])
    expect(caught).toEqual([])
    await page.context().close()
  }, 300_000)

  it('does not even run without the frame around it', async () => {
    const { page: desk } = await openDesk()
    const { items } = await call<{ items: { id: string }[] }>(hub, 'GET', '/tickets?limit=200')
    const naked = await (await browser.newContext()).newPage()
    const ran: string[] = []
    await naked.exposeFunction('caughtRunning', (what: string) => ran.push(what))
    await naked.addInitScript(() => {
      for (const name of ['alert', 'confirm', 'prompt', 'open'] as const)
        Object.defineProperty(window, name, {
          value: () => (window as unknown as { caughtRunning: (what: string) => void }).caughtRunning(name),
        })
    })
    await naked.goto('about:blank')
    // The trap must be able to catch something, or an empty result says nothing.
    await naked.setContent('<img src=x onerror=alert(1)>')
    await expect.poll(() => ran.length).toBe(1)
    ran.length = 0
    let shown = 0
    for (const ticket of items) {
      const { items: entries } = await call<{
        items: { type: string; message?: { id: string; has_html: boolean } }[]
      }>(hub, 'GET', `/tickets/${ticket.id}/timeline?limit=100`)
      for (const entry of entries) {
        if (!entry.message?.has_html) continue
        const frame = await desk.request.get(`/api/v1/messages/${entry.message.id}/frame`)
        await naked.setContent(await frame.text(), { waitUntil: 'domcontentloaded' })
        shown++
      }
    }
    await naked.waitForTimeout(300)
    expect(shown).toBe(CASES.length)
    expect(ran).toEqual([])
    await desk.context().close()
    await naked.context().close()
  }, 300_000)
})
