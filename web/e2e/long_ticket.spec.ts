// A ticket of 2,000 messages: opened anywhere, scrolled both ways, with a bounded part of it on the page.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { picture, signedIn, useBrowser } from './browser'
import { call, startHub, type HubFacts } from './hub'
import { importAll } from './letters'

useBrowser()

const COUNT = 2000
let hub: HubFacts & { stop: () => Promise<void> }
let ticket: { id: string; number: number }
const first = Date.UTC(2026, 0, 1, 8)
const hour = 3_600_000

beforeAll(async () => {
  hub = await startHub()
  await importAll(
    hub,
    Array.from({ length: COUNT }, (_, n) => ({
      id: `long-${n}@mail.example`,
      from: 'Ada Long <long@mail.example>',
      subject: 'A long story',
      ...(n % 3 === 0
        ? { html: `<p>Message <b>number ${n}.</b></p><p>${'and on it goes '.repeat(n % 40)}</p>` }
        : { text: `Message number ${n}.\n\n${'and on it goes '.repeat(n % 40)}` }),
      date: new Date(first + n * hour),
      ...(n ? { answers: `long-${n - 1}@mail.example` } : {}),
    })),
  )
  ticket = (await call<{ items: { id: string; number: number }[] }>(hub, 'GET', '/tickets?tab=all')).items[0]
}, 400_000)
afterAll(() => hub?.stop())

const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' })
const desk = (path = `/inbox/all/${ticket.number}`) => signedIn('mara', { baseURL: hub.url, path })
const rows = (page: Page) => timeline(page).locator('[data-entry]').count()
const words = (n: number) => `Message number ${n}.`
const height = (page: Page) =>
  timeline(page).evaluate((box) => ({ top: box.scrollTop, all: box.scrollHeight, seen: box.clientHeight }))

/** Turns the wheel so often, and answers how long each frame took, in milliseconds. */
async function wheel(page: Page, turns: number, by: number): Promise<number[]> {
  const box = (await timeline(page).boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { frameTimes: times })
    let last = performance.now()
    const step = (now: number) => {
      times.push(now - last)
      last = now
      if ('frameTimes' in window) requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })
  for (let turn = 0; turn < turns; turn++) {
    await page.mouse.wheel(0, by)
    await page.waitForTimeout(30)
  }
  return page.evaluate(() => {
    const times = (window as unknown as { frameTimes: number[] }).frameTimes
    delete (window as { frameTimes?: number[] }).frameTimes
    return times.slice(1)
  })
}

describe('a ticket of 2,000 messages', () => {
  it('opens at its end, and scrolls up through hundreds without holding them all', async () => {
    const page = await desk()
    await timeline(page)
      .getByText(words(COUNT - 1))
      .first()
      .waitFor({ state: 'attached' })
    await expect
      .poll(async () => {
        const at = await height(page)
        return at.all - at.top - at.seen
      })
      .toBeLessThan(60)
    const times: number[] = []
    for (let part = 0; part < 6; part++) {
      times.push(...(await wheel(page, 60, -200)))
      await page.waitForTimeout(150)
    }
    const sorted = [...times].sort((a, b) => a - b)
    const slow = times.filter((time) => time > 50).length
    console.log(
      `frames: ${times.length}, median ${sorted[times.length >> 1].toFixed(1)} ms, ` +
        `p99 ${sorted[Math.floor(times.length * 0.99)].toFixed(1)} ms, longest ${sorted[times.length - 1].toFixed(1)} ms, ` +
        `over 50 ms: ${slow}`,
    )
    expect(await rows(page)).toBeLessThanOrEqual(200)
    const seen = await timeline(page).locator('article').first().textContent()
    expect(seen).toMatch(/Message number \d+/)
    // A machine busy with something else is not ours to answer for; a habit is.
    expect(sorted[times.length >> 1]).toBeLessThan(34)
    expect(slow / times.length).toBeLessThan(0.1)
    await page.getByRole('button', { name: 'Newest' }).click()
    await timeline(page)
      .getByText(words(COUNT - 1))
      .first()
      .waitFor({ state: 'attached' })
    await page.context().close()
  }, 120_000)

  it('stays where the reader is while more comes in above', async () => {
    const page = await desk()
    await timeline(page)
      .getByText(words(COUNT - 1))
      .first()
      .waitFor({ state: 'attached' })
    await timeline(page).evaluate((box) => (box.scrollTop = 1000))
    await page.waitForTimeout(60)
    const probe = () =>
      timeline(page).evaluate((box) => {
        const top = box.getBoundingClientRect().top
        const entry = [...box.querySelectorAll<HTMLElement>('[data-entry]')].find(
          (one) => one.getBoundingClientRect().bottom > top + 1,
        )!
        return { id: entry.dataset.entry!, at: entry.getBoundingClientRect().top - top }
      })
    const before = await probe()
    const count = await rows(page)
    await expect.poll(() => rows(page)).toBeGreaterThanOrEqual(count)
    await page.waitForTimeout(1500)
    const after = await timeline(page)
      .locator(`[data-entry="${before.id}"]`)
      .evaluate(
        (entry) =>
          entry.getBoundingClientRect().top - entry.closest('[role=region]')!.getBoundingClientRect().top,
      )
    expect(Math.abs(after - before.at)).toBeLessThan(3)
    await page.context().close()
  }, 60_000)

  it('opens at a message in its middle, goes on both ways, and finds a day', async () => {
    const found = await call<{ messages: { message_id: string }[] }>(
      hub,
      'GET',
      `/search?q=${encodeURIComponent('"number 1000"')}`,
    )
    const id = found.messages[0].message_id
    const page = await desk(`/tickets/${ticket.number}#message-${id}`)
    const marked = timeline(page).locator(`[data-entry="${id}"][data-marked]`)
    await marked.waitFor()
    expect(await marked.isVisible()).toBe(true)
    await wheel(page, 7, 500)
    await timeline(page).getByText(words(1040)).first().waitFor({ state: 'attached' })
    await wheel(page, 15, -500)
    await timeline(page).getByText(words(960)).first().waitFor({ state: 'attached' })
    expect(await rows(page)).toBeLessThanOrEqual(200)
    await picture(page, 'long-ticket')

    await page.getByRole('button', { name: 'Go to …' }).click()
    const day = new Date(first + 500 * hour).toISOString().slice(0, 10)
    await page.getByLabel('Day').fill(day)
    await page.getByRole('button', { name: 'Go', exact: true }).click()
    const midnight = Math.ceil((Date.parse(`${day}T00:00:00Z`) - first) / hour)
    await timeline(page).getByText(words(midnight)).first().waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Go to …' }).click()
    await page.getByRole('button', { name: 'The beginning' }).click()
    await timeline(page).getByText(words(0)).first().waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Newest' }).first().click()
    await timeline(page)
      .getByText(words(COUNT - 1))
      .first()
      .waitFor({ state: 'attached' })
    await page.context().close()
  }, 90_000)
})
