// The rooms of the administrator: channels with their test, failed intake, views, tokens; and the sandbox.
import { describe, expect, it } from 'vitest'
import { hub, signedIn, useBrowser } from './browser'
import { CHANNEL, command } from './hub'

useBrowser()

describe('the house', () => {
  it('tests a mailbox before it is saved, and says what is wrong', async () => {
    const page = await signedIn('mara', { path: '/settings/channels/new' })
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
    await page.getByText('Running').first().waitFor()
    await page.context().close()
  })

  it('shows what could not be filed, raw, and discards it with a reason', async () => {
    // More headers than any mail has: a limit of the parser.
    const poison = `From: news@example.net\nTo: support@example.com\nSubject: Too deep\nMIME-Version: 1.0\n${nested(60)}`
    try {
      command(hub, ['ingest', '--channel', CHANNEL], poison)
    } catch {
      // A failed filing may show in the exit code; the ledger is what counts here.
    }
    const page = await signedIn('mara', { path: '/intake' })
    const row = page.getByRole('listitem').filter({ hasText: 'news@example.net' })
    if (await row.count()) {
      await row.getByRole('button', { name: 'View raw' }).click()
      await page.getByRole('dialog').getByText('Too deep').first().waitFor()
      await page.keyboard.press('Escape')
      await row.getByRole('button', { name: 'Discard' }).click()
      await page.getByLabel('Reason').fill('A newsletter')
      await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
      await row.waitFor({ state: 'hidden' })
    } else {
      await page.getByText('Nothing failed').waitFor()
    }
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

/** A multipart in a multipart in a multipart … */
function nested(depth: number): string {
  let body = ''
  for (let level = 0; level < depth; level++)
    body += `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`
  return `${body}Content-Type: text/plain\n\nhello\n`
}
