// Frames while the wheel turns: a view of 100,000 rows at its beginning and at its depth, a ticket of 2,000 messages.
import type { Locator, Page } from 'playwright-core'
import type { Desk } from './desk'
import { frames, type Frames } from './frames'
import { LONG, longTicket } from './letters'
import { progress, say, at, ms } from './report'

/** Turns of the wheel of one measurement. */
const TURNS = 600
/** Rows of the view, as far as the desk has them. */
const ROWS = 100_000
const ROW = 76

export async function scrolling(desk: Desk) {
  const number = await longTicket(desk.hub)
  const page = await desk.page()
  // A page that only stands there, wheeled the same way: what this machine and its Chromium drop by themselves.
  await page.setContent(
    `<div id="still" style="height:90vh;overflow:auto">${'<p>Nothing happens here.</p>'.repeat(2000)}</div>`,
  )
  const still = await frames(page, page.locator('#still'), TURNS, 200)
  row(desk, 'a still page of 2,000 lines', still)

  await page.goto('/inbox/all')
  await page.locator('ul[aria-label="Tickets"] li a').first().waitFor()
  await page.waitForTimeout(1000)
  const list = page.locator('div:has(> ul[aria-label="Tickets"])')
  row(desk, 'the list from its top, fetching as it goes', await frames(page, list, TURNS, 200), still)
  const loaded = await deep(page, list)
  const there = `the list of ${loaded.toLocaleString('en')} loaded rows, from its end`
  row(desk, `${there}, up`, await frames(page, list, TURNS, -200), still)
  row(desk, `${there}, down`, await frames(page, list, TURNS, 200), still)

  await page.goto(`/inbox/all/${number}`)
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await timeline.locator('[data-message]').first().waitFor()
  await page.waitForTimeout(2000)
  const story = `a ticket of ${LONG.toLocaleString('en')} messages`
  row(desk, `${story}, up from its end`, await frames(page, timeline, TURNS, -200), still)
  row(desk, `${story}, down again`, await frames(page, timeline, TURNS, 200), still)
  await page.context().close()
}

/** Loads as many rows as the list has, up to [`ROWS`]; answers how many. */
async function deep(page: Page, list: Locator): Promise<number> {
  const started = Date.now()
  let loaded = 0
  for (let calm = 0; loaded < ROWS && calm < 40;) {
    const now = await list.evaluate((box, row) => {
      box.scrollTop = box.scrollHeight
      return Math.round((box.querySelector('ul')?.offsetHeight ?? 0) / row)
    }, ROW)
    calm = now === loaded ? calm + 1 : 0
    loaded = now
    await page.waitForTimeout(calm * 5)
  }
  progress(`${loaded} rows loaded in ${((Date.now() - started) / 1000).toFixed(0)} s`)
  return loaded
}

const slow = (times: Frames) => `${times.filter((time) => time > 50).length}`
const share = (times: Frames) => `${slow(times)} of ${times.length}`

function row(desk: Desk, what: string, times: Frames, still?: Frames) {
  say(
    `| ${desk.tickets} | ${what} | ${times.length} | ${ms(at(times, 50))} | ${ms(at(times, 99))} | ${ms(Math.max(...times))} | ${slow(times)} | ${still ? share(still) : ''} |`,
  )
  progress(`${what}: ${share(times)} frames over 50 ms`)
}
