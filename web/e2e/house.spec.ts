// The rooms of the administrator: channels with their test, failed intake, views, tokens; and the sandbox.
import { describe, expect, it } from 'vitest'
import { accessible, hub, signedIn, useBrowser } from './browser'
import { ingest } from './hub'

useBrowser()

describe('the house', () => {
  it('tests a mailbox before it is saved, and says what is wrong', async () => {
    const page = await signedIn('mara', { path: '/settings/channels/new?by=hand' })
    await page.getByLabel('Name', { exact: true }).fill('Sales')
    await page.getByLabel('Address', { exact: true }).fill('sales@example.com')
    await page.getByLabel('Server').first().fill('127.0.0.1')
    await page.getByLabel('Port').first().fill('9')
    await page.getByLabel('User name').first().fill('sales')
    await page.getByLabel('Password').first().fill('secret-of-sales')
    await page.getByLabel('How').nth(1).selectOption('none')
    await page.getByRole('button', { name: 'Test connection' }).click()
    await page.getByText('The connection does not work yet').waitFor()
    await page.getByLabel('How').first().selectOption('none')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('heading', { name: 'Sales' }).waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused').first().waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    // Nobody answers there, which it may have found out by now.
    await page
      .getByText(/^\s*(Running|Failing)\s*$/)
      .first()
      .waitFor()
    await page.context().close()
  })

  it('shows what could not be filed, raw, tries it again, and discards it with a reason', async () => {
    // Neither From, Sender nor Return-Path: there is nobody to answer.
    ingest(hub, 'To: support@example.com\nSubject: From nobody\nMessage-ID: <nobody@example.net>\n\nHello?\n')
    const page = await signedIn('mara', { path: '/intake' })
    const row = page.getByRole('listitem').filter({ hasText: 'From nobody' })
    await row.getByText('(no sender)').waitFor()
    await page.getByRole('link', { name: 'Failed intake' }).getByText(/^\d$/).waitFor()
    await row.getByRole('button', { name: 'View raw' }).click()
    await page.getByRole('dialog').getByText('<nobody@example.net>').waitFor()
    await accessible(page, 'a raw mail')
    await page.keyboard.press('Escape')
    await row.getByRole('button', { name: 'Process again' }).click()
    await page.getByText('It failed again').waitFor()
    await row.getByText('2 attempts').waitFor()
    await row.getByRole('button', { name: 'Discard' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Discard' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill('Nobody to answer')
    await accessible(page, 'discarding')
    await dialog.getByRole('button', { name: 'Discard' }).click()
    await row.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Discarded' }).click()
    await row.getByText('Nobody to answer').waitFor()
    await page.context().close()
  })

  it('makes a view, which then is a queue', async () => {
    const page = await signedIn('mara', { path: '/settings/views' })
    await page.getByRole('button', { name: 'New view' }).click()
    await page.getByLabel('Name', { exact: true }).fill('High and open')
    await page.getByRole('button', { name: 'Add condition' }).click()
    await page.getByLabel('Field').nth(1).selectOption('priority')
    await page.getByLabel('Value').nth(1).selectOption('high')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'High and open' }).click()
    await page.waitForURL('**/inbox/view-*')
    await page.getByRole('button', { name: /High and open/ }).waitFor()
    await page.context().close()
  })

  it('shows a new token once', async () => {
    const page = await signedIn('mara', { path: '/settings/tokens' })
    await page.getByRole('button', { name: 'New token' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Shop')
    await page.getByRole('button', { name: 'Make token' }).click()
    expect(await page.getByRole('textbox', { name: 'Your token' }).inputValue()).toMatch(/^ctl_/)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByText('Shop').waitFor()
    await page.context().close()
  })

  it('plays the customer in the sandbox', async () => {
    const page = await signedIn('mara', { path: '/sandbox' })
    await page.getByLabel('Name', { exact: true }).fill('Sandy Box')
    await page.getByLabel('Address', { exact: true }).fill('sandy@example.org')
    await page.getByLabel('Subject').fill('From the sandbox')
    await page.getByLabel('Message', { exact: true }).fill('Does this work?')
    await page.getByRole('button', { name: 'Send to the hub' }).click()
    await page.getByText('Filed').waitFor()
    await page.getByText('Does this work?').waitFor()
    await page.getByRole('button', { name: 'Open the ticket' }).click()
    await page.getByRole('heading', { name: /From the sandbox/ }).waitFor()
    await page.context().close()
  })
})
