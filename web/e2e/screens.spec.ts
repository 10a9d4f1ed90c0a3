// Every screen, in light and dark, English and Italian, on a desk and a phone: accessible, and nothing sticks out.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import {
  accessible,
  complaints,
  DESK,
  fits,
  hub,
  openPage,
  PHONE,
  picture,
  signedIn,
  useBrowser,
} from './browser'
import { call, customerWrites, ingest } from './hub'

useBrowser()

const looks = [
  { name: 'light-desk-en', colorScheme: 'light', viewport: DESK, language: 'en' },
  { name: 'dark-desk-it', colorScheme: 'dark', viewport: DESK, language: 'it' },
  { name: 'light-phone-it', colorScheme: 'light', viewport: PHONE, language: 'it' },
  { name: 'dark-phone-en', colorScheme: 'dark', viewport: PHONE, language: 'en' },
] as const
let screens: Record<string, string>

beforeAll(async () => {
  const plain = await customerWrites(hub, {
    from: 'ada@example.org',
    name: 'Ada Brunner',
    subject: 'Where is my order?',
    text: 'It should have come on Monday.\n\nAda',
  })
  await call(hub, 'POST', `/tickets/${plain.id}/notes`, { text: 'The parcel is at the customs.' })
  await call(hub, 'POST', `/tickets/${plain.id}/replies`, {
    to: [{ address: 'ada@example.org' }],
    text: 'We are looking into it.',
    confirm_newer: true,
  })
  const full = await customerWrites(hub, {
    from: 'overfull@example.org',
    name: 'محمد عبد الله الفارسي',
    subject: 'A very long subject that never ends '.repeat(9).trim(),
    text: 'word '.repeat(400) + 'andaverylongword'.repeat(30),
  })
  await call(hub, 'PATCH', `/tickets/${full.id}`, {
    tags: Array.from({ length: 40 }, (_, index) => `label ${index}`),
    priority: 'urgent',
  })
  ingest(hub, 'To: support@example.com\nSubject: From nowhere\nMessage-ID: <nowhere@example.net>\n\nHello?\n')
  const [channel] = (await call<{ items: { id: string }[] }>(hub, 'GET', '/channels')).items
  const contact = (await call<{ contact: { id: string } }>(hub, 'GET', `/tickets/${plain.id}`)).contact.id
  screens = {
    home: '/home',
    inbox: '/inbox/all',
    empty: '/inbox/mine',
    ticket: `/inbox/all/${plain.number}`,
    overfull: `/inbox/all/${full.number}`,
    contacts: '/contacts',
    contact: `/contacts/${contact}`,
    search: '/search',
    found: '/search?q=order',
    intake: '/intake',
    sandbox: '/sandbox',
    profile: '/settings/profile',
    tokens: '/settings/tokens',
    views: '/settings/views',
    tags: '/settings/tags',
    channels: '/settings/channels',
    'new-channel': '/settings/channels/new',
    channel: `/settings/channels/${channel.id}`,
    users: '/settings/users',
    teams: '/settings/teams',
    roles: '/settings/roles',
    audit: '/settings/audit',
    nowhere: '/nowhere',
  }
})

/** What opens over a ticket, by the key that opens it. */
const opened = {
  reply: 'r',
  note: 'n',
  assignees: 'a',
  tags: 'l',
  snooze: 's',
  palette: 'Control+k',
  sheet: '?',
}

describe.each(looks)('screens $name', ({ name, language, ...look }) => {
  let faults: unknown[] = []
  beforeEach(() => {
    faults = []
  })
  async function judge(page: Page, screen: string) {
    await picture(page, `${screen}-${name}`)
    await accessible(page, screen).catch((fault) => faults.push(fault))
    await fits(page, screen).catch((fault) => faults.push(fault))
  }

  it('before the door are accessible and fit', async () => {
    const page = await openPage({ ...look, locale: language === 'it' ? 'it-IT' : 'en-GB' })
    for (const [screen, path] of [
      ['sign-in', '/sign-in'],
      ['set-up', '/setup?token=x'],
      ['invitation', '/invitation?token=x'],
    ]) {
      await page.goto(path)
      await page.getByRole('heading').first().waitFor()
      await judge(page, screen)
    }
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    expect(faults.map(String)).toEqual([])
    await page.context().close()
  })

  it('opened over a ticket are accessible and fit', async () => {
    await call(hub, 'PATCH', '/session/profile', { language })
    const page = await signedIn('mara', look)
    for (const [screen, key] of Object.entries(opened)) {
      await page.goto(screens.ticket)
      await page.locator('article, iframe').first().waitFor()
      await page.locator('.ticket-field').first().waitFor()
      await page.keyboard.press(key)
      await page.locator('form[aria-label], [role=dialog]').first().waitFor()
      await page.waitForTimeout(300)
      await judge(page, screen)
    }
    expect(faults.map(String)).toEqual([])
    await page.context().close()
  }, 120_000)

  it('are accessible and fit', async () => {
    await call(hub, 'PATCH', '/session/profile', { language })
    const page = await signedIn('mara', look)
    for (const [screen, path] of Object.entries(screens)) {
      await page.goto(path)
      await page.locator('main').waitFor()
      await page.waitForLoadState('networkidle')
      await page.waitForTimeout(250)
      await judge(page, screen)
    }
    expect(await page.locator('html').getAttribute('lang')).toBe(language)
    expect(faults.map(String)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  }, 240_000)
})

describe('on a phone', () => {
  it('shows one pane at a time, with ways back', async () => {
    const page = await signedIn('mara', { viewport: PHONE, hasTouch: true, path: '/inbox/all' })
    await page.getByRole('link', { name: /Where is my order/ }).tap()
    await page.getByRole('region', { name: 'Timeline' }).waitFor()
    expect(await page.getByRole('navigation', { name: 'Queues' }).isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Contact panel' }).tap()
    await page.getByRole('complementary', { name: 'Contact' }).waitFor()
    expect(await page.getByRole('region', { name: 'Timeline' }).isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Back' }).tap()
    await page.getByRole('region', { name: 'Timeline' }).waitFor()
    await page.getByRole('button', { name: 'Back' }).tap()
    await page.getByRole('navigation', { name: 'Queues' }).waitFor()
    await page.context().close()
  })

  it('is Italian for Italians', async () => {
    await call(hub, 'PATCH', '/session/profile', { language: 'it' })
    const page = await signedIn('mara', { path: '/inbox/mine' })
    await page.getByRole('link', { name: /Miei/ }).waitFor()
    await call(hub, 'PATCH', '/session/profile', { language: 'en' })
    await page.context().close()
  })
})
