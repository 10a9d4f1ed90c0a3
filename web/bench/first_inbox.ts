// From the navigation, with nothing cached, until the first rows are painted and a key press is answered.
import type { Page } from 'playwright-core'
import { progress, times, at } from './report'
import type { Desk } from './desk'

const ROUNDS = 25

/** What the page notes of itself; milliseconds since its navigation began. */
interface Noted {
  painted?: number
  rows?: number
  answered?: number
}

/** Runs in the page before its own scripts. */
function note() {
  const noted: Noted = {}
  Object.assign(window, { noted })
  const whenPainted = (name: keyof Noted) =>
    requestAnimationFrame(() => requestAnimationFrame(() => (noted[name] = performance.now())))
  const seen = new Set<string>()
  const look = () => {
    for (const [name, selector] of [
      ['painted', 'body'],
      ['rows', 'ul[aria-label="Tickets"] li a'],
      ['answered', 'ul[aria-label="Tickets"] [data-current]'],
    ] as const) {
      if (seen.has(name) || !document.querySelector(selector)) continue
      seen.add(name)
      whenPainted(name)
    }
  }
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    attributeFilter: ['data-current'],
  })
}

const noted = async (page: Page, name: keyof Noted) =>
  (await page.waitForFunction((key) => (window as unknown as { noted: Noted }).noted[key], name)).jsonValue()

/** The baseline is a page of two bytes of the same server. */
export async function firstInbox(desk: Desk) {
  const rows: number[] = []
  const usable: number[] = []
  const empty: number[] = []
  // The first one starts Chromium's own parts.
  for (let round = -1; round < ROUNDS; round++) {
    const bare = await desk.page((page) => page.addInitScript(note))
    await bare.goto('/healthz')
    const nothing = (await noted(bare, 'painted'))!
    await bare.context().close()
    const page = await desk.page((made) => made.addInitScript(note))
    await page.goto('/inbox/all', { waitUntil: 'commit' })
    const painted = (await noted(page, 'rows'))!
    await page.keyboard.press('j')
    const answered = (await noted(page, 'answered'))!
    await page.context().close()
    if (round < 0) continue
    empty.push(nothing)
    rows.push(painted)
    usable.push(answered)
  }
  progress(`first inbox: ${at(usable, 50).toFixed(0)} ms`)
  const baseline: [string, number] = ['`/healthz` painted', at(empty, 50)]
  times(desk.tickets, 'rows are painted', rows, baseline)
  times(desk.tickets, 'and a key is answered', usable, baseline)
}
