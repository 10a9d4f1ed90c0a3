// Writing: drafts survive, files go along, what was sent can be taken back, and nobody answers a stale ticket unknowingly.
import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { hub, signedIn, useBrowser, written } from './browser'
import { call, customerWrites, mailbox } from './hub'

useBrowser()

async function reply(page: Page, text: string) {
  await page.getByRole('button', { name: 'Reply', exact: true }).first().click()
  const box = page.getByRole('textbox', { name: 'Reply' })
  await box.waitFor()
  await box.pressSequentially(text)
  return box
}

describe('the composer', () => {
  it('keeps a draft over a reload, and over a lost connection', async () => {
    const ticket = await customerWrites(hub, { from: 'draft@example.org', subject: 'Draft', text: 'Hello' })
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await reply(page, 'Half a sentence')
    await page.getByText('Draft saved').waitFor()
    await page.reload()
    await page.getByRole('textbox', { name: 'Reply' }).getByText('Half a sentence').waitFor()
    await page.route('**/drafts/**', (route) => route.abort())
    await page.getByRole('textbox', { name: 'Reply' }).pressSequentially(' and the rest')
    await page.getByText('Kept on this device').waitFor()
    await page.reload()
    await page.getByRole('textbox', { name: 'Reply' }).getByText('and the rest').waitFor()
    await page.context().close()
  })

  it('sends files along', async () => {
    const ticket = await customerWrites(hub, {
      from: 'files@example.org',
      subject: 'Files',
      text: 'Please send the form.',
    })
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await reply(page, 'Here it is.')
    await page
      .locator('input[type=file]:not([accept])')
      .setInputFiles({ name: 'form.txt', mimeType: 'text/plain', buffer: Buffer.from('Name:\n') })
    await page.getByRole('list', { name: 'Attachments' }).getByText('form.txt').waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('region', { name: 'Timeline' }).getByText('form.txt').waitFor()
    const download = page.waitForEvent('download')
    await page
      .getByRole('region', { name: 'Timeline' })
      .getByRole('button', { name: /form.txt/ })
      .click()
    await page.getByRole('dialog').getByRole('button', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toBe('form.txt')
    await page.context().close()
  })

  it('takes back what was just sent, words and all', async () => {
    const ticket = await customerWrites(hub, { from: 'undo@example.org', subject: 'Undo', text: 'Hello' })
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await reply(page, 'Too early')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page
      .getByRole('region', { name: 'Messages', exact: true })
      .getByRole('button', { name: 'Undo' })
      .click()
    await page.getByRole('textbox', { name: 'Reply' }).getByText('Too early').waitFor()
    expect(
      (await mailbox(hub, 'undo@example.org')).filter(
        (mail) => mail.direction === 'from_hub' && mail.text.includes('Too early'),
      ),
    ).toEqual([])
    await page.context().close()
  })

  it('asks before it answers something that has moved on', async () => {
    const ticket = await customerWrites(hub, {
      from: 'stale@example.org',
      subject: 'Stale',
      text: 'First question',
    })
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await reply(page, 'An answer to the first question')
    const [first] = await mailbox(hub, 'stale@example.org')
    await customerWrites(hub, {
      from: 'stale@example.org',
      subject: 'Re: Stale',
      text: 'Never mind, solved!',
      answers: first.id,
    })
    await page.getByText('Something new arrived since you began to write.').waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Something new arrived' })
    await dialog.getByText('Never mind, solved!').waitFor()
    await dialog.getByRole('button', { name: 'Back to my draft' }).click()
    await page.getByRole('textbox', { name: 'Reply' }).getByText('An answer to the first question').waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('button', { name: 'Send anyway' }).click()
    await written(page, 'An answer to the first question').waitFor()
    await page.context().close()
  })

  it('mentions a colleague in a note', async () => {
    const ticket = await customerWrites(hub, {
      from: 'mention@example.org',
      subject: 'Mention',
      text: 'Hello',
    })
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await page.getByRole('button', { name: 'Note', exact: true }).click()
    await page.getByRole('textbox', { name: 'Note', exact: true }).pressSequentially('Please look, @Jon')
    await page.getByRole('option', { name: /Jonas Keller/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Add note' }).click()
    await written(page, '@Jonas Keller').waitFor()
    const jonas = await signedIn('jonas')
    await jonas.getByRole('button', { name: /Notifications/ }).click()
    await jonas
      .getByRole('button', { name: /You were mentioned/ })
      .first()
      .click()
    await jonas.waitForURL(`**/inbox/all/${ticket.number}`)
    await jonas.context().close()
    await page.context().close()
  })

  it('snoozes until tomorrow', async () => {
    const ticket = await customerWrites(hub, {
      from: 'later@example.org',
      subject: 'Later',
      text: 'No hurry',
    })
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await page.getByRole('region', { name: 'Timeline' }).getByText('No hurry').waitFor()
    await page.keyboard.press('s')
    await page.getByRole('button', { name: /^Tomorrow/ }).click()
    await page.getByRole('button', { name: 'Status: Snoozed' }).waitFor()
    // The page shows what it expects before the server has answered.
    const until = async () =>
      (await call<{ snoozed_until: string | null }>(hub, 'GET', `/tickets/${ticket.id}`)).snoozed_until
    await expect.poll(until).toBeTruthy()
    await page.context().close()
  })
})
