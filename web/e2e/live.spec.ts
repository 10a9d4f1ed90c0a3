// What others do shows without a reload.
import { describe, expect, it } from 'vitest'
import { hub, signedIn, useBrowser, written } from './browser'
import { customerWrites } from './hub'

useBrowser()

describe('live', () => {
  it('shows a mail that arrives, within two seconds', async () => {
    const page = await signedIn('mara', { path: '/inbox/unassigned' })
    await page.mouse.move(900, 500)
    await page.getByRole('navigation', { name: 'Queues' }).waitFor()
    await page.waitForTimeout(500)
    const ticket = await customerWrites(hub, {
      from: 'ada@example.org',
      name: 'Ada Brunner',
      subject: 'The lamp flickers',
      text: 'It flickers since Monday.',
    })
    const filed = Date.now()
    await page.getByRole('link', { name: /The lamp flickers/ }).waitFor()
    expect(Date.now() - filed).toBeLessThan(2000)
    await page.getByRole('link', { name: /The lamp flickers/ }).click()
    await page.getByRole('region', { name: 'Timeline' }).getByText('It flickers since Monday.').waitFor()
    await customerWrites(hub, {
      from: 'ada@example.org',
      subject: `Re: The lamp flickers [#${ticket.number}]`,
      text: 'Now it is dark.',
    }).catch(() => undefined)
    await page.context().close()
  })

  it('announces new rows instead of moving those under the pointer', async () => {
    await customerWrites(hub, { from: 'tom@example.net', subject: 'Stays put', text: 'Hello.' })
    const page = await signedIn('mara', { path: '/inbox/all' })
    await page.getByRole('link', { name: /Stays put/ }).hover()
    const before = await page.getByRole('link', { name: /Stays put/ }).boundingBox()
    await customerWrites(hub, { from: 'eve@example.net', subject: 'Pushes in', text: 'Hello.' })
    await page.getByRole('button', { name: /1 new/ }).waitFor()
    expect(await page.getByRole('link', { name: /Stays put/ }).boundingBox()).toEqual(before)
    await page.getByRole('button', { name: /1 new/ }).click()
    await page.getByRole('link', { name: /Pushes in/ }).waitFor()
    await page.context().close()
  })

  it('shows in a list who is at a ticket, and does not count as being there', async () => {
    const ticket = await customerWrites(hub, {
      from: 'ada@example.org',
      subject: 'Seen from afar',
      text: 'Please call me.',
    })
    const mara = await signedIn('mara', { path: '/inbox/all' })
    const row = mara.getByRole('listitem').filter({ hasText: 'Seen from afar' })
    await row.waitFor()
    const jonas = await signedIn('jonas', { path: `/inbox/all/${ticket.number}` })
    await row.getByText('Jonas Keller is looking').waitFor({ state: 'attached' })
    expect(await jonas.getByText('Mara Rossi is looking').count()).toBe(0)
    await jonas.getByRole('button', { name: 'Note', exact: true }).click()
    await jonas.getByRole('textbox', { name: 'Note', exact: true }).pressSequentially('I take this one')
    await row.getByText('Jonas Keller is replying').waitFor({ state: 'attached' })
    await jonas.context().close()
    await row.getByText('Jonas Keller').waitFor({ state: 'detached' })
    await mara.context().close()
  })

  it('lets two agents see each other, and who is writing', async () => {
    const ticket = await customerWrites(hub, {
      from: 'ada@example.org',
      subject: 'Two at once',
      text: 'Please call me.',
    })
    const mara = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    const jonas = await signedIn('jonas', { path: `/inbox/all/${ticket.number}` })
    await mara.getByText('Jonas Keller is looking').first().waitFor()
    await jonas.getByText('Mara Rossi is looking').first().waitFor()
    await jonas.getByRole('button', { name: 'Note', exact: true }).click()
    await jonas.getByRole('textbox', { name: 'Note', exact: true }).pressSequentially('I take this one')
    await mara.getByText('Jonas Keller is replying').first().waitFor()
    await jonas.getByRole('button', { name: 'Add note' }).click()
    await written(mara, 'I take this one').waitFor()
    await jonas.context().close()
    await mara
      .getByText(/Jonas Keller is/)
      .first()
      .waitFor({ state: 'hidden' })
    await mara.context().close()
  })

  it('catches up after it slept, over a socket that only seems open', async () => {
    const page = await signedIn('mara', { path: '/settings/profile' })
    await page.clock.install()
    let sockets = 0
    await page.routeWebSocket('**/api/v1/live', (socket) => {
      const server = socket.connectToServer()
      // What the first one would have said is lost, as it is to a machine that sleeps.
      if (sockets++) return
      let asleep = false
      setTimeout(() => (asleep = true), 1000)
      server.onMessage((message) => asleep || socket.send(message))
    })
    await page.goto('/inbox/all')
    await page
      .getByRole('link', { name: /Tickets|Inbox/ })
      .first()
      .waitFor()
    await page.mouse.move(900, 500)
    await page.waitForTimeout(1500)
    const subject = 'Came in the night'
    await customerWrites(hub, { from: 'night@example.org', subject, text: 'Hello?' })
    await page.waitForTimeout(1500)
    expect(await page.getByRole('link', { name: new RegExp(subject) }).count()).toBe(0)
    await page.clock.fastForward('08:00:00')
    await page.getByRole('link', { name: new RegExp(subject) }).waitFor()
    expect(sockets).toBe(2)
    await page.context().close()
  })

  it('catches up after the connection was lost', async () => {
    const page = await signedIn('mara', { path: '/inbox/all' })
    await page.mouse.move(900, 500)
    await page.waitForTimeout(500)
    await page.context().setOffline(true)
    await customerWrites(hub, { from: 'late@example.org', subject: 'Came while away', text: 'Hello?' })
    await page.context().setOffline(false)
    await page.getByRole('link', { name: /Came while away/ }).waitFor()
    await page.context().close()
  })
})
