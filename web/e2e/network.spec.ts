// The server goes away under an open page and comes back: said, survived, caught up.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessible, signedIn, useBrowser, written } from './browser'
import { customerWrites, furnish, type HubFacts } from './hub'
import { startServer, type Server } from './server'

useBrowser()

let server: Server
let own: HubFacts

beforeAll(async () => {
  server = await startServer()
  own = await furnish(server)
})
afterAll(() => server.stop())

describe('a killed server', () => {
  it('is announced; words are kept; everything is fresh when it is back', async () => {
    const ticket = await customerWrites(own, {
      from: 'net@example.org',
      subject: 'Through the storm',
      text: 'Hello',
    })
    const page = await signedIn('mara', { baseURL: server.url, path: `/inbox/all/${ticket.number}` })
    await page.getByRole('button', { name: 'Reply', exact: true }).first().click()
    const box = page.getByRole('textbox', { name: 'Reply' })
    await box.pressSequentially('Begun before')
    await page.getByText('Draft saved').waitFor()
    await server.kill()
    await page.getByText('No connection. What you write is kept').waitFor()
    await accessible(page, 'without a connection')
    await box.press('End')
    await box.pressSequentially(', finished after')
    await page.getByText('Kept on this device').waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    // It leaves the composer for the outbox of this browser, and does not go without a word.
    const waiting = page.getByRole('region', { name: 'Waiting to be sent' })
    await waiting.getByText('waits in this browser').waitFor()
    await accessible(page, 'a message that waits')
    await page.getByText('is kept in this browser').waitFor()

    await server.start()
    await page
      .getByText('No connection. What you write is kept')
      .waitFor({ state: 'hidden', timeout: 45_000 })
    await customerWrites(own, { from: 'later@example.org', subject: 'After the storm', text: 'Still there?' })
    // The list shows it, or announces it while the pointer rests on the rows.
    await page.getByRole('link', { name: /After the storm/ }).waitFor()
    await waiting.getByRole('button', { name: 'Send it' }).click()
    await waiting.waitFor({ state: 'hidden' })
    await written(page, 'Begun before, finished after').waitFor()
    await page.context().close()
  }, 120_000)

  it('leaves a page that was opened meanwhile with a way to try again', async () => {
    const page = await signedIn('mara', { baseURL: server.url })
    // The page itself arrives, what it asks for does not: a server just going down.
    await page.route('**/api/**', (route) => route.abort())
    await page.reload()
    const again = page.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    await accessible(page, 'opened without a connection')
    await again.click()
    await again.waitFor()
    // Once the server answers, the page comes by itself.
    await page.unroute('**/api/**')
    await page.getByRole('navigation', { name: 'Queues' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/inbox/all')
    await page.context().close()
  })
})
