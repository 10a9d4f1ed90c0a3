// What the filled desk lacks: letters in HTML, and one very long ticket; both through the real import.
import { importAll, type Letter } from '../e2e/letters'
import { call, type HubFacts } from '../e2e/hub'

/** Tickets whose letters are HTML. */
export const HTML_TICKETS = 240
const PARTS = 3
/** Messages of the long ticket. */
export const LONG = 2_000
const STORY = 'A very long story'

/** As shops write: a table, a few colours, the question quoted below. */
const html = (n: number) =>
  `<div style="font-family:sans-serif;font-size:14px"><p>Hello,</p><p>about order <b>${n}</b>: ${'it did not arrive as it was announced. '.repeat(6)}</p>` +
  `<table style="border-collapse:collapse">${Array.from(
    { length: 12 },
    (_, row) =>
      `<tr><td style="border:1px solid #ccc;padding:4px">Item ${row}</td><td style="color:#555">${row * 7}.90 EUR</td></tr>`,
  ).join('')}</table><p>Thank you</p>` +
  `<blockquote style="border-left:2px solid #999;padding-left:8px">${'as you wrote before, '.repeat(30)}</blockquote></div>`

/** Importing twice files once: every letter has an id of its own. */
export async function bringLetters(hub: HubFacts) {
  const now = Date.now()
  const letters: Letter[] = []
  for (let ticket = 0; ticket < HTML_TICKETS; ticket++)
    for (let part = 0; part < PARTS; part++)
      letters.push({
        id: `shop-${ticket}-${part}@mail.example`,
        from: `Buyer ${ticket} <buyer${ticket}@mail.example>`,
        subject: `Order ${ticket}`,
        html: html(ticket * PARTS + part),
        date: new Date(now - (PARTS - part) * 1000),
        ...(part ? { answers: `shop-${ticket}-${part - 1}@mail.example` } : {}),
      })
  await importAll(hub, letters)
}

/** The number of the ticket of [`LONG`] messages. */
export async function longTicket(hub: HubFacts): Promise<number> {
  const first = Date.UTC(2026, 0, 1, 8)
  await importAll(
    hub,
    Array.from({ length: LONG }, (_, n) => ({
      id: `story-${n}@mail.example`,
      from: 'Ada Long <long@mail.example>',
      subject: STORY,
      ...(n % 3 === 0 ? { html: html(n) } : { text: `Message ${n}.\n\n${'and on it goes '.repeat(n % 40)}` }),
      date: new Date(first + n * 3_600_000),
      ...(n ? { answers: `story-${n - 1}@mail.example` } : {}),
    })),
  )
  const filter = encodeURIComponent(JSON.stringify({ field: 'subject', op: 'contains', value: STORY }))
  const found = await call<{ items: { number: number }[] }>(
    hub,
    'GET',
    `/tickets?tab=all&status=open&filter=${filter}`,
  )
  return found.items[0].number
}
