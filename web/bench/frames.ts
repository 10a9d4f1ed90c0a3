// How long each frame took while the wheel turned, by the page's own clock.
import type { Locator, Page } from 'playwright-core'

/** Milliseconds from one frame to the next. */
export type Frames = number[]
type Counting = { frameTimes?: Frames }

/** Turns the wheel over `where` so often, by so many pixels. */
export async function frames(page: Page, where: Locator, turns: number, by: number): Promise<Frames> {
  const box = await where.boundingBox()
  if (!box) throw new Error('there is nothing to scroll')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.evaluate(() => {
    const counting = window as Counting
    const times: Frames = (counting.frameTimes = [])
    let last = performance.now()
    const step = (now: number) => {
      times.push(now - last)
      last = now
      if (counting.frameTimes === times) requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })
  for (let turn = 0; turn < turns; turn++) {
    await page.mouse.wheel(0, by)
    await page.waitForTimeout(30)
  }
  return page.evaluate(() => {
    const counting = window as Counting
    const times = counting.frameTimes ?? []
    delete counting.frameTimes
    // The first one began before the wheel did.
    return times.slice(1)
  })
}
