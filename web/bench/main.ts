// The order of the measurements, and the page they make together.
import { withDesk, type Desk } from './desk'
import { firstInbox } from './first_inbox'
import { memory } from './memory'
import { opening } from './opening'
import { heading, say } from './report'
import { scrolling } from './scrolling'
import { PARTS } from './settings'

const MEASURES = { first: firstInbox, open: opening, scroll: scrolling }

/**
 * Each argument is `TICKETS=DIRECTORY` of a desk made by the bench `speed`, the smallest first: it is the baseline of
 * the others.
 */
export async function main(desks: string[]) {
  for (const name of ['first', 'open', 'scroll'] as const) {
    if (!PARTS.includes(name)) continue
    heading(name)
    const baseline: Record<string, number> = {}
    for (const desk of desks) await withDesk(split(desk), (open) => MEASURES[name](open, baseline))
  }
  if (!PARTS.includes('memory')) return
  heading('memory')
  await withDesk(split(desks[0]), memory)
  say('')
}

function split(argument: string): Pick<Desk, 'tickets' | 'directory'> {
  const [tickets, directory] = argument.split('=')
  if (!directory) throw new Error(`${argument}: say TICKETS=DIRECTORY`)
  return { tickets: Number(tickets), directory }
}
