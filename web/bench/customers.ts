// Customers who write one after the other through the intake of the running hub.
import { call, type HubFacts } from '../e2e/hub'

/** Of the mailbox that the bench `speed` gives its desks. */
const ADDRESS = 'support@hub.example'
/** Tickets that are answered again and again. */
const REGULARS = 50

interface Regular {
  address: string
  /** A reply about something else would begin a ticket. */
  subject: string
  /** The mail that is answered. */
  first: string
}

export class Customers {
  sent = 0
  intoOpen = 0
  /** Words of the newest message of the open ticket. */
  newest = ''

  private constructor(
    private readonly hub: HubFacts,
    /** The number of the ticket that somebody has open. */
    readonly open: number,
    private readonly regulars: Regular[],
  ) {}

  /** Each regular customer has written once; the last of them into the ticket that is open. */
  static async of(hub: HubFacts): Promise<Customers> {
    const run = Date.now().toString(36)
    const regulars: Regular[] = []
    let ticket = ''
    for (let n = 0; n < REGULARS; n++) {
      const address = `regular${n}.${run}@mail.example`
      ticket = await write(hub, address, `Question ${n}`, 'When will it come?')
      const mails = await call<{ items: { id: string }[] }>(
        hub,
        'GET',
        `/sandbox/mails?address=${encodeURIComponent(address)}`,
      )
      regulars.push({ address, subject: `Re: Question ${n}`, first: mails.items[0].id })
    }
    const { number } = await call<{ number: number }>(hub, 'GET', `/tickets/${ticket}`)
    return new Customers(hub, number, regulars)
  }

  /** Of five mails one goes into the open ticket, two into others, and two begin a ticket. */
  async write() {
    const n = this.sent++
    const words = `Message ${n} of many.\n\n${'It says a little more each time. '.repeat(n % 12)}`
    const kind = n % 5
    if (kind > 2) {
      await write(this.hub, `new${n}@mail.example`, `Something new ${n}`, words)
      return
    }
    const last = this.regulars.length - 1
    const { address, subject, first } = this.regulars[kind === 0 ? last : n % last]
    await write(this.hub, address, subject, words, first)
    if (kind !== 0) return
    this.intoOpen++
    this.newest = `Message ${n} of many.`
  }
}

/** Answers the id of the ticket it was filed in. */
async function write(hub: HubFacts, from: string, subject: string, text: string, answers?: string) {
  const { intake } = await call<{ intake: { state: string; ticket_id: string | null } }>(
    hub,
    'POST',
    '/sandbox/mails',
    { from, to: ADDRESS, subject, text, ...(answers ? { in_reply_to_id: answers } : {}) },
  )
  if (!intake.ticket_id) throw new Error(`not filed: ${JSON.stringify(intake)}`)
  return intake.ticket_id
}
