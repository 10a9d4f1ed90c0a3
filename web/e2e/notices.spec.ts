// Told without looking: notifications, sounds and badges while a page is open, messages while none is, the app without
// a server.
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CDPSession, Page } from 'playwright-core'
import { accessible, fits, PHONE, picture, signedIn, useBrowser } from './browser'
import { call, customerWrites, furnish, type HubFacts } from './hub'
import { startPushPeer, type PushPeer } from './push_peer'
import { startServer, type Server } from './server'

useBrowser()

let server: Server
let own: HubFacts
let peer: PushPeer
let mara: string

beforeAll(async () => {
  // Push services of this test are on this machine.
  server = await startServer({
    CENTRALINO_SECURITY_ALLOW_PRIVATE_ADDRESSES: 'true',
    CENTRALINO_PUSH_WAIT_SECONDS: '0',
  })
  own = await furnish(server)
  peer = await startPushPeer()
  const agents = await call<{ items: { id: string; name: string }[] }>(own, 'GET', '/agents')
  mara = agents.items.find((agent) => agent.name === 'Mara Rossi')!.id
})
afterAll(async () => {
  peer.stop()
  await server.stop()
})

/** Signed in, with the service worker in charge of the page. */
async function ready(who: 'mara' | 'jonas', path: string, before?: (page: Page) => Promise<unknown>) {
  const page = await signedIn(who, { baseURL: server.url, path, permissions: ['notifications'] })
  if (before) {
    await before(page)
    await page.reload()
  }
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  return page
}

const shown = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }))
  })

/** Jonas mentions Mara on a new ticket. */
async function mention(subject: string) {
  const ticket = await customerWrites(own, {
    from: 'ada@example.org',
    name: 'Ada Brunner',
    subject,
    text: 'It flickers.',
  })
  const jonas = await signedIn('jonas', { baseURL: server.url })
  const answer = await jonas.request.post(`/api/v1/tickets/${ticket.id}/notes`, {
    data: { text: 'Please look', mention_ids: [mara] },
    headers: { origin: server.url },
  })
  expect(answer.status(), await answer.text()).toBe(201)
  await jonas.context().close()
  return ticket
}

describe('a page that nobody looks at', () => {
  it('says what the bell rings for: notification, title, icon and tone', async () => {
    const page = await ready('mara', '/settings/profile', (page) =>
      page.addInitScript(() => {
        document.hasFocus = () => false
        const made = AudioContext.prototype.createOscillator
        AudioContext.prototype.createOscillator = function () {
          document.documentElement.dataset.tones = String(
            Number(document.documentElement.dataset.tones ?? 0) + 1,
          )
          return made.call(this)
        }
      }),
    )
    await page.getByRole('checkbox', { name: /Show notifications while Centralino is open/ }).check()
    await page.getByRole('checkbox', { name: /Play a sound/ }).check()
    await page.getByRole('button', { name: 'Listen' }).click()
    await page.waitForFunction(() => document.documentElement.dataset.tones === '2')
    await accessible(page, 'notification settings')
    await picture(page, 'notices-settings')
    const ticket = await mention('The lamp flickers')
    await page.waitForFunction(() => document.documentElement.dataset.tones === '4')
    await expect
      .poll(() => shown(page))
      .toEqual([
        {
          title: `You were mentioned · #${ticket.number}`,
          body: 'The lamp flickers',
          tag: `ticket-${ticket.id}`,
        },
      ])
    await expect.poll(() => page.title()).toMatch(/^\(1\) /)
    expect(await page.locator('link[rel="icon"]').getAttribute('href')).toBe('/favicon-unread.svg')
    // Looking at the ticket is reading the notice.
    await page.goto(`/inbox/all/${ticket.number}`)
    await expect.poll(() => page.title()).not.toMatch(/^\(/)
    await expect.poll(() => page.locator('link[rel="icon"]').getAttribute('href')).toBe('/favicon.svg')
    await page.context().close()
  })
})

describe('a device', () => {
  /** A browser whose push service is the test's: Chromium has none here, its own would be asked over the internet. */
  const withPeer = (page: Page) =>
    page.addInitScript((subscription) => {
      const made = {
        endpoint: subscription.endpoint,
        options: { applicationServerKey: null as ArrayBuffer | null },
        toJSON: () => subscription,
        unsubscribe: async () => (localStorage.removeItem('e2e.key'), true),
      }
      const bytes = (key: string) =>
        Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
          .buffer
      const current = () => {
        const key = localStorage.getItem('e2e.key')
        made.options.applicationServerKey = key ? bytes(key) : null
        return key ? made : null
      }
      PushManager.prototype.getSubscription = async () => current() as never
      PushManager.prototype.subscribe = async (options) => {
        localStorage.setItem('e2e.key', String(options?.applicationServerKey))
        return current() as never
      }
      Notification.requestPermission = async () => 'granted'
    }, peer.subscription)

  it('is turned on, tried, told of a mention, and shows no word it may not', async () => {
    const page = await ready('mara', '/settings/profile', withPeer)
    await page.getByRole('button', { name: 'Turn on for this browser' }).click()
    await page.getByText('This browser is told, even while Centralino is closed.').waitFor()
    await page.getByText('this browser', { exact: false }).first().waitFor()
    await page.getByRole('button', { name: 'Send a test' }).click()
    expect((await peer.next()).message.title).toBe('Notifications work')
    const plain = await mention('A secret matter')
    const { message, headers } = await peer.next()
    expect(message).toMatchObject({
      title: `You were mentioned · #${plain.number}`,
      body: '',
      url: `/inbox/all/${plain.number}`,
    })
    expect(headers.authorization).toMatch(/^vapid t=/)
    await page.getByRole('checkbox', { name: 'Show the customer’s name and words' }).check()
    await mention('An open matter')
    expect((await peer.next()).message.body).toBe('Jonas Keller: An open matter\nPlease look')

    // The worker shows it as it came, and follows it to its ticket.
    await page.goto('about:blank')
    const worker = await page.context().newCDPSession(page)
    await deliver(worker, server.url, message)
    await page.goto('/settings/profile')
    await expect
      .poll(() => shown(page))
      .toContainEqual({ title: message.title, body: '', tag: `ticket-${plain.id}` })
    // The page listens from when it says how much is unread.
    await expect.poll(() => page.title()).toMatch(/^\(/)
    await pressed(page, `ticket-${plain.id}`)
    await page.waitForURL(`**/inbox/all/${plain.number}`)
    expect(await shown(page)).not.toContainEqual(expect.objectContaining({ tag: `ticket-${plain.id}` }))
    await page.goto('/settings/profile')

    // A browser may renew its subscription by itself: the device stays one, under its name.
    const devices = async () => {
      const answer = await page.request.get('/api/v1/push-devices')
      const { items } = (await answer.json()) as { items: { name: string; endpoint_hash: string }[] }
      return items
    }
    const [device] = await devices()
    const { endpoint, keys } = peer.subscription
    await renewed(page, endpoint, { endpoint: `${endpoint}/renewed`, keys })
    const [after, ...more] = await devices()
    expect(more).toEqual([])
    expect(after!.name).toBe(device!.name)
    expect(after!.endpoint_hash).not.toBe(device!.endpoint_hash)
    await mention('A renewed matter')
    expect((await peer.next()).message.body).toBe('Jonas Keller: A renewed matter\nPlease look')
    // One that nobody registered, or that its owner removed, is none afterwards either.
    await renewed(page, `${endpoint}/removed`, { endpoint: `${endpoint}/again`, keys })
    expect((await devices()).map((one) => one.endpoint_hash)).toEqual([after!.endpoint_hash])
    await renewed(page, `${endpoint}/renewed`, { endpoint, keys })
    await page.reload()

    await page.getByRole('button', { name: /^Remove / }).click()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('None yet.').waitFor()
    await page.getByRole('button', { name: 'Turn on for this browser' }).waitFor()
    await page.context().close()
  }, 60_000)

  it('is silent in quiet hours that its owner chooses, in Italian, on a phone', async () => {
    const page = await ready('mara', '/settings/profile')
    await page.request.patch('/api/v1/session/profile', {
      data: { language: 'it' },
      headers: { origin: server.url },
    })
    await page.setViewportSize(PHONE)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.reload()
    await page.getByRole('checkbox', { name: /Ore di silenzio/ }).check()
    await page.getByLabel('Dalle').fill('21:30')
    await page.getByLabel('Dalle').blur()
    await page.getByRole('button', { name: /domenica/i }).click()
    await expect
      .poll(async () => (await page.request.get('/api/v1/push-rules')).json())
      .toMatchObject({ quiet_hours: { from: '21:30', until: '07:00' }, quiet_days: [7] })
    await accessible(page, 'notification settings, phone')
    await fits(page, 'notification settings, phone')
    await page.locator('#notifications').scrollIntoViewIfNeeded()
    await picture(page, 'notices-settings-phone')
    await page.request.patch('/api/v1/session/profile', {
      data: { language: 'en' },
      headers: { origin: server.url },
    })
    await page.context().close()
  })

  it('says why Chromium without a push service cannot be told', async () => {
    const page = await ready('jonas', '/settings/profile')
    await page.getByRole('button', { name: 'Turn on for this browser' }).click()
    await page
      .getByRole('alert')
      .filter({ hasText: /notifications/ })
      .waitFor()
    await page.context().close()
  })
})

describe('the installed app', () => {
  it('has all a browser asks of one', async () => {
    const page = await ready('mara', '/inbox/all')
    const session = await page.context().newCDPSession(page)
    const { errors } = await session.send('Page.getAppManifest')
    expect(errors).toEqual([])
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    // The contexts of the tests are private windows, in which nothing is installed; that is the only objection.
    expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== 'in-incognito')).toEqual(
      [],
    )
    for (const icon of ['/icons/192.png', '/icons/512.png', '/icons/maskable.png', '/icons/apple-touch.png'])
      expect((await page.request.get(icon)).headers()['content-type']).toBe('image/png')
    await page.context().close()
  })

  it('opens without a server, keeps nothing the API said, and comes back by itself', async () => {
    const ticket = await customerWrites(own, {
      from: 'net@example.org',
      subject: 'Kept nowhere',
      text: 'Hello',
    })
    const page = await ready('mara', `/inbox/all/${ticket.number}`)
    await page.getByText('Kept nowhere').first().waitFor()
    const kept = await page.evaluate(async () => {
      const names = await caches.keys()
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
      return requests.flat().map((request) => new URL(request.url).pathname)
    })
    expect(kept).toContain('/')
    expect(kept.filter((path) => path.startsWith('/api'))).toEqual([])
    expect(kept.some((path) => path.startsWith('/assets/'))).toBe(true)
    await server.kill()
    await page.goto('/contacts')
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await accessible(page, 'opened without a server')
    await server.start()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Contacts' }).first().waitFor()
    await page.context().close()
  }, 60_000)

  it('says that a newer one is there, and moves to it without losing what was typed', async () => {
    const ticket = await customerWrites(own, {
      from: 'newer@example.org',
      subject: 'Before the new version',
      text: 'Hello',
    })
    const page = await ready('mara', `/inbox/all/${ticket.number}`)
    await page.getByRole('button', { name: 'Reply', exact: true }).first().click()
    const letter = page.getByRole('textbox', { name: 'Reply', exact: true })
    await letter.pressSequentially('Half a sentence')
    const first = await page.evaluate(() => performance.timeOrigin)
    const worker = new URL('../dist/worker.js', import.meta.url)
    const built = readFileSync(worker)
    try {
      // As a new release would: the server's file is another one.
      writeFileSync(worker, Buffer.concat([built, Buffer.from('\n// newer\n')]))
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update())
      await page.getByText('A new version of Centralino is ready.').waitFor()
      await accessible(page, 'a new version')
      await page.getByRole('button', { name: 'Reload', exact: true }).click()
      await expect.poll(() => page.evaluate(() => performance.timeOrigin).catch(() => first)).not.toBe(first)
      await page.getByRole('textbox', { name: 'Reply', exact: true }).getByText('Half a sentence').waitFor()
      const waits = () =>
        page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration())?.waiting)
      expect(await waits()).toBe(false)
    } finally {
      writeFileSync(worker, built)
    }
    await page.context().close()
  })

  it('says when there is no network and when it is back', async () => {
    const page = await ready('mara', '/inbox/all')
    await page.context().setOffline(true)
    await page.evaluate(() => dispatchEvent(new Event('offline')))
    await server.kill()
    await page.getByText('You are offline.').waitFor()
    await server.start()
    await page.context().setOffline(false)
    await page.getByText('Connected again.').waitFor()
    const later = await customerWrites(own, {
      from: 'tom@example.net',
      subject: 'After the gap',
      text: 'Hello',
    })
    await page.getByText(later.subject).first().waitFor()
    await page.context().close()
  }, 60_000)
})

/** Tells the worker that the browser renewed its subscription; done when all it does about that is done. */
async function renewed(page: Page, old: string, fresh: PushPeer['subscription']) {
  const worker = page.context().serviceWorkers()[0]!
  await worker.evaluate(
    ({ old, fresh }) =>
      new Promise<void>((done, failed) => {
        // No event that a script makes can hold a worker awake: this one says when the work is over instead.
        const event = Object.assign(new Event('pushsubscriptionchange'), {
          oldSubscription: { endpoint: old },
          newSubscription: { endpoint: fresh.endpoint, toJSON: () => fresh },
          waitUntil: (work: Promise<void>) => void work.then(done, failed),
        })
        self.dispatchEvent(event)
      }),
    { old, fresh },
  )
}

/** Presses a notification: the system draws it, out of reach of what drives the browser. */
async function pressed(page: Page, tag: string) {
  const worker = page.context().serviceWorkers()[0]!
  await worker.evaluate(async (tag) => {
    const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration }
    const [notification] = await registration.getNotifications({ tag })
    // Bringing its page to the front is allowed to people only: of that nothing is seen here.
    self.dispatchEvent(
      Object.assign(new Event('notificationclick'), {
        notification,
        waitUntil: (work: Promise<void>) => void work.catch(() => {}),
      }),
    )
  }, tag)
}

/** Hands a message to the worker as the browser's push client would. */
async function deliver(session: CDPSession, origin: string, message: unknown) {
  const registration = new Promise<string>((done) =>
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const mine = registrations.find((one) => one.scopeURL.startsWith(origin))
      if (mine) done(mine.registrationId)
    }),
  )
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.deliverPushMessage', {
    origin,
    registrationId: await registration,
    data: JSON.stringify(message),
  })
}
