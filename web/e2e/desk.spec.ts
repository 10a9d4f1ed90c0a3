// A ticket worked with the mouse: who has it, how it stands, what it is about, who wrote, and an answer that arrives.
import { describe, expect, it } from 'vitest'
import { hub, signedIn, useBrowser, written } from './browser'
import { call, customerWrites, mailbox, type Ticket } from './hub'

useBrowser()

const ticketNow = (id: string) => call<Ticket>(hub, 'GET', `/tickets/${id}`)

describe('the desk', () => {
  it('assigns, sets status and priority, tags, and takes a change back', async () => {
    const made = await customerWrites(hub, { from: 'fields@example.org', subject: 'Fields', text: 'Hello' })
    const page = await signedIn('mara', { path: `/inbox/all/${made.number}` })
    await page.getByRole('button', { name: 'Assignee: Nobody' }).click()
    await page.getByRole('option', { name: 'Jonas Keller' }).click()
    await page.getByRole('button', { name: 'Assignee: Jonas Keller' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Assignee: Nobody' }).waitFor()

    await page.getByRole('button', { name: 'Status: Open', exact: true }).click()
    await page.getByRole('option', { name: 'Waiting' }).click()
    await page.getByRole('button', { name: 'Status: Waiting', exact: true }).waitFor()

    await page.getByRole('button', { name: 'Priority: Normal' }).click()
    await page.getByRole('option', { name: 'Urgent' }).click()
    await page.getByRole('button', { name: 'Priority: Urgent' }).waitFor()

    await page.getByRole('button', { name: 'Tags', exact: true }).click()
    await page.getByRole('textbox', { name: 'Tags' }).fill('invoice')
    await page.getByRole('option', { name: /invoice/ }).click()
    await page.getByRole('textbox', { name: 'Tags' }).fill('refund')
    await page.getByRole('option', { name: /refund/ }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /Tags: *invoice *refund/ }).waitFor()

    const timeline = page.getByRole('region', { name: 'Timeline' })
    await timeline.getByText('set the status to Waiting').waitFor()
    await timeline.getByText('added refund').waitFor()
    const now = await ticketNow(made.id)
    expect(now.assignee).toBeNull()
    expect(now.status).toBe('waiting')
    expect(now.tags.map((tag) => tag.name).sort()).toEqual(['invoice', 'refund'])
    await page.context().close()
  })

  it('refuses a moment that is over, and snoozes on the clock of the profile', async () => {
    await call(hub, 'PATCH', '/session/profile', { time_zone: 'Asia/Kolkata' })
    const made = await customerWrites(hub, { from: 'zone@example.org', subject: 'Zone', text: 'Hello' })
    const page = await signedIn('mara', {
      path: `/inbox/all/${made.number}`,
      timezoneId: 'America/New_York',
    })
    await page.getByRole('button', { name: 'Snooze' }).first().click()
    await page.getByLabel('Another time').fill('2020-01-01T09:00')
    await page.getByRole('button', { name: 'Set', exact: true }).click()
    await page.getByText('That moment is over already').waitFor()
    const day = new Date(Date.now() + 100 * 86_400_000).toISOString().slice(0, 10)
    await page.getByLabel('Another time').fill(`${day}T09:30`)
    await page.getByRole('button', { name: 'Set', exact: true }).click()
    await page.getByRole('button', { name: 'Status: Snoozed' }).waitFor()
    // The page shows what it expects before the server has answered.
    const until = async () =>
      (await call<{ snoozed_until: string | null }>(hub, 'GET', `/tickets/${made.id}`)).snoozed_until
    await expect.poll(until).toBeTruthy()
    expect(new Date((await until()) ?? '').toISOString()).toBe(`${day}T04:00:00.000Z`)
    await call(hub, 'PATCH', '/session/profile', { time_zone: 'UTC' })
    await page.context().close()
  })

  it('answers with a file, which arrives at the customer', async () => {
    const made = await customerWrites(hub, {
      from: 'arrives@example.org',
      subject: 'Please send it',
      text: 'Thank you',
    })
    const page = await signedIn('mara', { path: `/inbox/all/${made.number}` })
    await page.getByRole('button', { name: 'Reply', exact: true }).first().click()
    await page.getByRole('textbox', { name: 'Reply' }).pressSequentially('Here you are.')
    await page
      .locator('input[aria-label="Attach files"]')
      .setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('The plan\n') })
    await page.getByRole('list', { name: 'Attachments' }).getByText('plan.txt').waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await written(page, 'Here you are.').waitFor()
    // It leaves once the time to take it back is over, and says so on the message.
    await page
      .getByRole('region', { name: 'Timeline' })
      .getByText('Sent', { exact: true })
      .waitFor({ timeout: 30_000 })
    const arrived = (await mailbox(hub, 'arrives@example.org')).filter(
      (mail) => mail.direction === 'from_hub',
    )
    expect(arrived.map((mail) => mail.text.includes('Here you are.'))).toEqual([true])
    await page.context().close()
  })

  it('shows who wrote, what else they wrote, and their whole history', async () => {
    const first = await customerWrites(hub, {
      from: 'history@example.org',
      name: 'Hilda Storey',
      subject: 'First matter',
      text: 'The lamp is broken.',
    })
    const second = await customerWrites(hub, {
      from: 'history@example.org',
      name: 'Hilda Storey',
      subject: 'Second matter',
      text: 'And the chair.',
    })
    const page = await signedIn('mara', { path: `/inbox/all/${second.number}` })
    const panel = page.getByRole('complementary', { name: 'Contact' })
    await panel.getByText('Hilda Storey').first().waitFor()
    await panel.getByText('history@example.org').waitFor()
    await panel.getByRole('link', { name: /First matter/ }).waitFor()
    await panel.getByRole('button', { name: 'Timeline' }).click()
    await panel.getByText('The lamp is broken.').waitFor()
    await panel.getByText('And the chair.').waitFor()
    await panel.getByRole('link', { name: /The lamp is broken/ }).click()
    // At the very message.
    await page.waitForURL(new RegExp(`/inbox/all/${first.number}\\b`))
    await page.context().close()
  })
})
