// Memory of a tab that shows the open queue and an open ticket while five messages a second come in.
import type { CDPSession } from 'playwright-core'
import { Customers } from './customers'
import { pause, type Desk } from './desk'
import { progress, say } from './report'
import { MINUTES } from './settings'

/** Messages a second. */
const RATE = 5
/** Minutes from one look to the next. */
const EVERY = 5

/** After a forced collection of garbage. */
interface Weight {
  /** Megabytes of JavaScript. */
  heap: number
  nodes: number
  listeners: number
}

export async function memory(desk: Desk) {
  const customers = await Customers.of(desk.hub)
  const page = await desk.page()
  await page.goto(`/inbox/all/${customers.open}`)
  const messages = page.getByRole('region', { name: 'Timeline' }).locator('[data-message]')
  await messages.first().waitFor()
  const tab = await page.context().newCDPSession(page)
  await tab.send('Performance.enable')
  await tab.send('HeapProfiler.enable')
  await pause(10_000)
  const weights: Weight[] = []
  const started = Date.now()
  for (let minute = 0; ; minute += EVERY) {
    minute = Math.min(minute, MINUTES)
    while (Date.now() < started + minute * 60_000) {
      await pause(Math.max(0, started + (customers.sent * 1000) / RATE - Date.now()))
      await customers.write()
    }
    const now = await weigh(tab)
    weights.push(now)
    const facts = [
      minute,
      customers.sent,
      customers.intoOpen,
      `${now.heap.toFixed(1)} MB`,
      now.nodes,
      now.listeners,
    ]
    say(`| ${facts.join(' | ')} |`)
    progress(`minute ${minute}: ${facts.slice(1).join(', ')}`)
    if (minute >= MINUTES) break
  }
  // What it holds is also what it should hold: the ticket on screen has followed.
  await messages.last().getByText(customers.newest).waitFor()
  await page.context().close()
  // The first minutes fill what is kept on purpose.
  const [from, to] = [weights[Math.min(1, weights.length - 1)], weights[weights.length - 1]]
  say(
    `\nFrom the second look to the last the heap became ${(to.heap / from.heap).toFixed(2)} times, the nodes ` +
      `${(to.nodes / from.nodes).toFixed(2)} times, the listeners ${(to.listeners / from.listeners).toFixed(2)} times as many.`,
  )
}

async function weigh(tab: CDPSession): Promise<Weight> {
  // What the first one frees may hold something else.
  for (let times = 0; times < 3; times++) await tab.send('HeapProfiler.collectGarbage')
  const { metrics } = await tab.send('Performance.getMetrics')
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0
  return {
    heap: of('JSHeapUsedSize') / 1e6,
    nodes: of('Nodes'),
    listeners: of('JSEventListeners'),
  }
}
