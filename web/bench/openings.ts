// How the page is watched while a ticket is opened: by its own clock, from the input event itself.
import type { Page } from 'playwright-core'

/** Milliseconds since the key or the button went down. */
export interface Opened {
  /** The last message of the ticket was in the document, and two frames have begun since. */
  painted: number
  /** As `painted`, for the frame of its HTML; the same where there is none. */
  framed: number
}

type Watching = { watch: (number: number) => void; watched: Promise<Opened> }

/** Runs in the page before its own scripts. */
export function watchOpenings() {
  const painted = () =>
    new Promise<number>((done) =>
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))),
    )
  const messages = () => [...document.querySelectorAll<HTMLElement>('[role=region] [data-message]')]
  const until = <T>(look: () => T | undefined | false) =>
    new Promise<T>((done) => {
      const observer = new MutationObserver(check)
      function check() {
        const found = look()
        if (!found) return
        observer.disconnect()
        done(found)
      }
      observer.observe(document, { childList: true, subtree: true, attributes: true })
      check()
    })
  const opening = async (number: number): Promise<Opened> => {
    let from = 0
    const begin = (event: Event) => (from ||= event.timeStamp)
    addEventListener('keydown', begin, { capture: true, once: true })
    addEventListener('pointerdown', begin, { capture: true, once: true })
    const before = new Set(messages().map((message) => message.dataset.message))
    const loaded = new WeakSet<EventTarget>()
    const note = (event: Event) => event.target && loaded.add(event.target)
    document.addEventListener('load', note, true)
    // What is shown belongs to another ticket than before, and it is the one that was meant.
    const last = await until(() => {
      if (!document.querySelector(`article[aria-label="Ticket ${number}"]`)) return undefined
      const end = messages().at(-1)
      return end && !before.has(end.dataset.message) ? end : undefined
    })
    const seen = await painted()
    const frame = last.querySelector('iframe')
    while (frame && !loaded.has(frame)) await new Promise((again) => setTimeout(again, 1))
    const framed = frame ? await painted() : seen
    document.removeEventListener('load', note, true)
    removeEventListener('keydown', begin, true)
    removeEventListener('pointerdown', begin, true)
    return { painted: seen - from, framed: framed - from }
  }
  Object.assign(window, {
    watch: (number: number) => Object.assign(window, { watched: opening(number) }),
  })
}

/** Does `act` and answers how long the ticket took from its first key or button. */
export async function opened(page: Page, number: number, act: () => Promise<void>): Promise<Opened> {
  await page.evaluate((wanted) => (window as unknown as Watching).watch(wanted), number)
  await act()
  const late = new Promise<never>((_, fail) =>
    setTimeout(() => fail(new Error(`ticket ${number} did not open`)), 20_000).unref(),
  )
  return Promise.race([page.evaluate(() => (window as unknown as Watching).watched), late])
}
