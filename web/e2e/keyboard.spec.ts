// A whole ticket without touching the mouse.
import { describe, expect, it } from 'vitest'
import { hub, signedIn, useBrowser, written } from './browser'
import { call, customerWrites, mailbox, type Ticket } from './hub'

useBrowser()

describe('the keyboard', () => {
  it('finds, reads, assigns, tags, notes, answers and resolves a ticket', async () => {
    const made = await customerWrites(hub, {
      from: 'keys@example.org',
      name: 'Kay Keys',
      subject: 'Only keys',
      text: 'Can you do this without a mouse?',
    })
    const page = await signedIn('mara', { path: '/inbox/unassigned' })
    const keys = page.keyboard
    await page.getByRole('link', { name: /Only keys/ }).waitFor()
    await keys.press('j')
    for (let step = 0; step < 40; step++) {
      const current = await page.locator('li:has(span.bg-accent[aria-hidden])').first().textContent()
      if (current?.includes('Only keys')) break
      await keys.press('j')
    }
    await keys.press('Enter')
    await page.getByRole('region', { name: 'Timeline' }).getByText('without a mouse').waitFor()

    await keys.press('a')
    await page.getByRole('textbox', { name: 'Assign' }).waitFor()
    await keys.type('Mara')
    await keys.press('Enter')
    await page.getByRole('button', { name: 'Assignee: Mara Rossi' }).waitFor()

    await keys.press('l')
    await page.getByRole('textbox', { name: 'Tags' }).waitFor()
    await keys.type('keyboard')
    await keys.press('Enter')
    await page.getByRole('button', { name: 'Tags: keyboard' }).waitFor()
    await keys.press('Escape')

    await keys.press('p')
    await page.getByRole('textbox', { name: 'Priority' }).waitFor()
    await keys.type('high')
    await keys.press('Enter')
    await page.getByRole('button', { name: 'Priority: High' }).waitFor()

    await keys.press('n')
    await page.getByRole('textbox', { name: 'Note', exact: true }).waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Note')
    await keys.type('Checked it.')
    await keys.press('Control+Enter')
    await written(page, 'Checked it.').waitFor()

    await keys.press('r')
    await page.getByRole('textbox', { name: 'Reply' }).waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Reply')
    await keys.type('Yes, all of it.')
    await keys.press('Control+Shift+Enter')
    await written(page, 'Yes, all of it.').waitFor()
    await page.getByRole('button', { name: 'Status: Resolved' }).waitFor()

    const ticket = await call<Ticket>(hub, 'GET', `/tickets/${made.id}`)
    expect(ticket.assignee?.name).toBe('Mara Rossi')
    expect(ticket.tags.map((tag) => tag.name)).toEqual(['keyboard'])
    expect(ticket.status).toBe('resolved')
    // It leaves once the time to take it back is over.
    await expect
      .poll(
        async () =>
          (await mailbox(hub, 'keys@example.org')).some(
            (mail) => mail.direction === 'from_hub' && mail.text.includes('Yes, all of it.'),
          ),
        { timeout: 30_000, interval: 500 },
      )
      .toBe(true)
    await page.context().close()
  })

  it('opens the palette, the sheet of keys, and walks between places', async () => {
    const page = await signedIn('mara')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor()
    await page.keyboard.type('contacts')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Contacts' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('u')
    await page.waitForURL('**/inbox/unassigned')
    await page.keyboard.press('/')
    await page.waitForURL('**/search')
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox')
    await page.context().close()
  })

  it('changes many tickets at once and takes it back', async () => {
    const one = await customerWrites(hub, { from: 'bulk1@example.org', subject: 'Bulk one', text: 'x' })
    await customerWrites(hub, { from: 'bulk2@example.org', subject: 'Bulk two', text: 'x' })
    const page = await signedIn('mara', { path: '/inbox/unassigned' })
    await page.getByRole('link', { name: /Bulk one/ }).waitFor()
    // One by keyboard, the other by shift and mouse.
    await page.getByRole('checkbox', { name: /Bulk two/ }).focus()
    await page.keyboard.press('Space')
    await page.getByText('1 selected').waitFor()
    await page.getByRole('checkbox', { name: /Bulk one/ }).click({ modifiers: ['Shift'] })
    await page.getByText('2 selected').waitFor()
    await page.keyboard.press('e')
    await page.getByText('2 tickets changed').waitFor()
    expect((await call<Ticket>(hub, 'GET', `/tickets/${one.id}`)).status).toBe('resolved')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await call<Ticket>(hub, 'GET', `/tickets/${one.id}`)).status).toBe('open')
    await page.context().close()
  })

  it('answers a ticket that is still on its way, and loses no letter', async () => {
    const made = await customerWrites(hub, {
      from: 'slow@example.org',
      name: 'Sam Slow',
      subject: 'A slow line',
      text: 'Are you there?',
    })
    const page = await signedIn('mara', { path: '/inbox/unassigned' })
    let arrive = () => {}
    const here = new Promise<void>((done) => (arrive = done))
    await page.route(`**/api/v1/tickets/number/${made.number}`, async (route) => {
      await here
      await route.continue()
    })
    await page.getByRole('link', { name: /A slow line/ }).click()
    await page.waitForURL(`**/inbox/unassigned/${made.number}`)
    await page.keyboard.press('r')
    await page.keyboard.type('Yes, every one of us.')
    expect(await page.getByRole('region', { name: 'Timeline' }).count()).toBe(0)
    arrive()
    const reply = page.getByRole('textbox', { name: 'Reply' })
    await reply.waitFor()
    await expect.poll(() => reply.textContent()).toBe('Yes, every one of us.')
    await page.context().close()
  })
})
