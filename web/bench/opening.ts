// A ticket of the list is opened, by key and by mouse, until its messages are painted.
import type { Page } from 'playwright-core'
import { pause, rows, type Desk } from './desk'
import { bringLetters, HTML_TICKETS } from './letters'
import { opened, watchOpenings, type Opened } from './openings'
import { at, progress, times } from './report'
import { OPENINGS } from './settings'

/** Height of a row, in pixels. */
const ROW = 76
/** People read before they go on; milliseconds. */
const READING = 150

/** The numbers of the list from the top, the ones with letters in HTML first. */
type List = number[]
type Way = (page: Page, list: List, from: number) => Promise<Opened[]>

export async function opening(desk: Desk, baseline: Record<string, number>) {
  await bringLetters(desk.hub)
  const list = (await rows(desk.hub, HTML_TICKETS + 3 * OPENINGS + 60)).map((row) => row.number)
  const page = await desk.page((made) => made.addInitScript(watchOpenings))
  await page.goto('/inbox/all')
  await page.locator('ul[aria-label="Tickets"] li a').first().waitFor()
  await page.waitForTimeout(2000)
  const plain = HTML_TICKETS + 10
  const measured: [string, Way, number, (keyof Opened)[]][] = [
    ['`j` from an open ticket, letters in HTML', byKeys, 0, ['painted', 'framed']],
    ['`j` from an open ticket, plain text', byKeys, plain, ['painted']],
    ['a click at once, nothing fetched before', byMouse, plain + OPENINGS + 10, ['painted']],
    ['`j`, a look, `Enter`: fetched before', byEnter, plain + 2 * OPENINGS + 20, ['painted']],
  ]
  for (const [name, way, from, what] of measured) {
    const found = await way(page, list, from)
    for (const part of what) {
      const how = part === 'framed' ? '… until its last letter stands in its frame' : name
      const values = found.map((one) => one[part])
      const before = baseline[how]
      baseline[how] ??= at(values, 50)
      times(desk.tickets, how, values, before ? ['the smallest desk', before] : undefined)
      progress(`${how}: p95 ${at(values, 95).toFixed(0)} ms`)
    }
  }
  await page.context().close()
}

/** Scrolls until the row is there, and answers where to press it. */
async function bring(page: Page, list: List, index: number) {
  const row = page.locator(`ul[aria-label="Tickets"] li a[href$="/${list[index]}"]`)
  const scroller = page.locator('div:has(> ul[aria-label="Tickets"])')
  for (let attempt = 0; attempt < 200; attempt++) {
    await scroller.evaluate((box, top) => (box.scrollTop = top), Math.max(0, (index - 4) * ROW))
    await page.waitForTimeout(40)
    // While more is fetched it may be there, but below what is seen.
    const box = (await row.count()) ? await row.boundingBox() : null
    if (box && box.y > 0 && box.y < 600) return { x: box.x + 60, y: box.y + 20 }
  }
  throw new Error(`ticket ${list[index]} is not in the list`)
}

/** Where the pointer is over no row. */
const aside = (page: Page) => page.mouse.move(900, 450)

async function stand(page: Page, list: List, index: number) {
  const row = await bring(page, list, index)
  await page.mouse.click(row.x, row.y)
  await aside(page)
  await pause(1000)
  // `Enter` on a link is the link's.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
}

const byKeys: Way = async (page, list, from) => {
  await stand(page, list, from)
  const found: Opened[] = []
  for (let index = from + 1; index <= from + OPENINGS; index++) {
    found.push(await opened(page, list[index], () => page.keyboard.press('j')))
    await pause(READING)
  }
  return found
}

const byMouse: Way = async (page, list, from) => {
  const found: Opened[] = []
  for (let index = from; index < from + OPENINGS; index++) {
    const { x, y } = await bring(page, list, index)
    found.push(await opened(page, list[index], () => page.mouse.click(x, y)))
    await aside(page)
    await pause(READING)
  }
  return found
}

const byEnter: Way = async (page, list, from) => {
  await stand(page, list, from)
  const found: Opened[] = []
  for (let index = from + 1; index <= from + OPENINGS; index++) {
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await pause(READING)
    found.push(await opened(page, list[index], () => page.keyboard.press('Enter')))
  }
  return found
}
