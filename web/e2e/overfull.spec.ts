// More than anybody planned for: long and foreign names, forty tags, fifty files, a mail wider than the screen.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { accessible, complaints, DESK, fits, hub, PHONE, picture, signedIn, useBrowser } from './browser'
import { call, customerWrites, ingest, type Ticket } from './hub'
import { letter, PNG } from './letters'

useBrowser()

const looks = [
  { name: 'light-desk-en', colorScheme: 'light', viewport: DESK, language: 'en', dir: 'ltr' },
  { name: 'dark-phone-it', colorScheme: 'dark', viewport: PHONE, language: 'it', dir: 'ltr' },
  { name: 'dark-desk-it-rtl', colorScheme: 'dark', viewport: DESK, language: 'it', dir: 'rtl' },
  { name: 'light-phone-en-rtl', colorScheme: 'light', viewport: PHONE, language: 'en', dir: 'rtl' },
] as const

const ADDRESS_OF_80 = `${'long.'.repeat(11)}address@mail.department.example`
const LONG = 'The parcel was refused on the third floor because nobody had told the driver '
  .repeat(4)
  .slice(0, 299)
const SOLID = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau'.repeat(6).slice(0, 300)
const ARABIC = 'محمد عبد الله بن عبد الرحمن الفارسي'
const encoded = (words: string) => `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`
const tags = Array.from({ length: 40 }, (_, at) =>
  at === 0 ? 'a label with a name that hardly fits anywhere' : at === 1 ? 'توصيل عاجل' : `label ${at}`,
)
const paths = { ticket: '', solid: '', contact: '', company: '' }

beforeAll(async () => {
  const cells = (text: (at: number) => string) =>
    Array.from({ length: 24 }, (_, at) => `<td>${text(at)}</td>`).join('')
  const kinds = ['image/png', 'application/pdf', 'text/csv', 'application/octet-stream']
  const endings = ['png', 'pdf', 'csv', 'exe']
  const mail = letter({
    id: 'overfull@mail.example',
    from: `${encoded('👩‍👩‍👧‍👦 Ada Brunner 🎉')} <${ADDRESS_OF_80}>`,
    subject: LONG,
    html: `<p>Here:</p><table width="1800"><tr>${cells((at) => `Column ${at}`)}</tr></table><p>https://shop.example/${'x'.repeat(400)}</p>`,
    headers: `Cc: ${Array.from({ length: 25 }, (_, at) => `Colleague Number ${at} <colleague.${at}@partner.example>`).join(',\r\n ')}`,
    files: Array.from({ length: 50 }, (_, at) => ({
      name: `picture-${at}-of-what-was-broken-when-it-came-in-the-warehouse.${endings[at % 4]}`,
      type: kinds[at % 4],
      bytes: PNG,
    })),
  })
  expect(ingest(hub, mail)).toBe(0)
  const { items } = await call<{ items: Ticket[] }>(hub, 'GET', '/tickets?limit=20')
  const full = items.find((ticket) => ticket.subject.startsWith('The parcel was refused'))!
  const solid = await customerWrites(hub, {
    from: 'mohammed.al-farsi@example.org',
    name: ARABIC,
    subject: SOLID,
    text: 'أين طلبي؟ لقد وعدتم بالتسليم يوم الاثنين.\n\n' + 'andaverylongword'.repeat(40),
  })
  for (const { id } of [full, solid]) await call(hub, 'PATCH', `/tickets/${id}`, { tags, priority: 'urgent' })
  const company = await call<{ id: string }>(hub, 'POST', '/companies', {
    name: 'Zusammenschluss der vereinigten Werkstätten für Stühle, Tische und andere Möbel aus Holz',
    domains: Array.from({ length: 30 }, (_, at) => `a-rather-long-name-of-a-domain-${at}.company.example`),
    notes: 'Pays late. '.repeat(150),
  })
  const contact = (await call<{ contact: { id: string } }>(hub, 'GET', `/tickets/${full.id}`)).contact.id
  for (let at = 0; at < 20; at++)
    await call(hub, 'POST', `/contacts/${contact}/identities`, {
      kind: 'email',
      value: `another.long.address.number.${at}.of.the.same.person@department.example`,
    })
  await call(hub, 'PATCH', `/contacts/${contact}`, {
    company_id: company.id,
    tags,
    notes: 'Wants to be called in the afternoon. '.repeat(40) + 'nobreak'.repeat(60),
  })
  for (let at = 0; at < 30; at++)
    await call(hub, 'POST', '/views', {
      name: `Waiting for the customers of region ${at} for longer than two working days`,
      filter: { all: [{ field: 'priority', op: 'is', value: 'high' }] },
    })
  paths.ticket = `/inbox/all/${full.number}`
  paths.solid = `/inbox/all/${solid.number}`
  paths.contact = `/contacts/${contact}`
  paths.company = `/companies/${company.id}`
}, 60_000)

/** What is not wholly on the screen, though nothing scrolls there. */
const outside = (page: Page) =>
  page.evaluate(() => {
    const scrolls = (element: Element | null): boolean =>
      !!element &&
      element.id !== 'app' &&
      element !== document.body &&
      (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
    return [...document.querySelectorAll('body *')]
      .filter((element) => {
        const box = element.getBoundingClientRect()
        if (!box.width || !box.height || element.closest('.sr-only') || scrolls(element.parentElement))
          return false
        const high = element.matches('[role=dialog]') && (box.top < -1 || box.bottom > innerHeight + 1)
        return box.left < -1 || box.right > innerWidth + 1 || high
      })
      .map((element) => `${element.outerHTML.slice(0, 120)} …`)
      .slice(0, 3)
  })

const pressed = (key: string) => async (page: Page) => {
  await page.locator('.ticket-field').first().waitFor()
  await page.keyboard.press(key)
}
const form = (page: Page) => page.locator('form[aria-label]').waitFor()
interface Scene {
  name: string
  at: () => string
  open?: (page: Page) => Promise<unknown>
  /** A menu lies outside the landmarks, as menus do, and axe minds. */
  menu?: boolean
}
const scenes: Scene[] = [
  { name: 'ticket', at: () => paths.ticket },
  { name: 'solid', at: () => paths.solid },
  { name: 'reply', at: () => paths.solid, open: (page) => pressed('r')(page).then(() => form(page)) },
  { name: 'forward', at: () => paths.ticket, open: (page) => pressed('f')(page).then(() => form(page)) },
  { name: 'tags', at: () => paths.ticket, open: pressed('l') },
  { name: 'contact', at: () => paths.contact },
  { name: 'company', at: () => paths.company },
  { name: 'contacts', at: () => '/contacts' },
  {
    name: 'queues',
    menu: true,
    at: () => '/inbox/all',
    open: (page) => page.locator('main nav [aria-haspopup=menu]').first().click(),
  },
  {
    name: 'bell',
    at: () => '/inbox/all',
    open: (page) => page.locator('nav [aria-haspopup=dialog]').click(),
  },
]

describe.each(looks)('overfull $name', ({ name, language, dir, ...look }) => {
  let faults: unknown[] = []
  beforeEach(() => {
    faults = []
  })

  it('fits, and can be used by everybody', async () => {
    await call(hub, 'PATCH', '/session/profile', { language })
    const page = await signedIn('mara', look)
    for (const scene of scenes) {
      await page.goto(scene.at())
      await page.locator('main').waitFor()
      await page.evaluate((dir) => document.documentElement.setAttribute('dir', dir), dir)
      await page.waitForLoadState('networkidle')
      await scene.open?.(page)
      await page.waitForTimeout(300)
      const what = `${scene.name}-${name}`
      await picture(page, `overfull-${what}`)
      if (!scene.menu) await accessible(page, what).catch((fault) => faults.push(fault))
      await fits(page, what).catch((fault) => faults.push(fault))
      for (const element of await outside(page)) faults.push(`${what} sticks out: ${element}`)
    }
    await call(hub, 'PATCH', '/session/profile', { language: 'en' })
    expect(faults.map(String)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  }, 240_000)
})
