// What was typed wrongly is said where it was typed, and stays; what is deleted is asked about first.
import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { accessible, hub, signedIn, useBrowser } from './browser'
import { call } from './hub'

useBrowser()

/** The words below a field. */
const saidAt = (page: Page, label: string) =>
  page
    .getByLabel(label, { exact: true })
    .evaluate((field) => document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent)

describe('forms', () => {
  it('says at the field that a tag exists, and keeps what was typed', async () => {
    await call(hub, 'POST', '/tags', { name: 'taken', color: '#3a86c8' })
    const page = await signedIn('mara', { path: '/settings/tags' })
    await page.getByRole('button', { name: 'New tag' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('taken')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('taken')
    await accessible(page, 'a refused tag')
    await dialog.getByLabel('Name', { exact: true }).fill('free')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Delete: free' }).click()
    const asked = page.getByRole('dialog', { name: 'Delete: free' })
    await accessible(page, 'asking before a deletion')
    await asked.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('free', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Delete: free' }).click()
    await asked.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete: free' }).waitFor({ state: 'hidden' })
    await page.context().close()
  })

  it('invites a colleague with a link to hand over, and says when the address is taken', async () => {
    const page = await signedIn('mara', { path: '/settings/users' })
    await page.getByRole('button', { name: 'Invite a colleague' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Second Mara')
    await dialog.getByLabel('Email').fill('mara@example.com')
    await dialog.getByLabel('Send the invitation by mail').uncheck()
    await accessible(page, 'inviting')
    await dialog.getByRole('button', { name: 'Invite' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Second Mara')
    await dialog.getByLabel('Email').fill('second.mara@example.com')
    await dialog.getByRole('button', { name: 'Invite' }).click()
    const link = page.getByRole('dialog', { name: 'Invitation link' }).getByRole('textbox')
    await link.waitFor()
    await expect.poll(() => link.inputValue()).toContain('/invit')
    await accessible(page, 'the invitation link')
    await page.context().close()
  })

  it('makes a team and a role, and lists them', async () => {
    const page = await signedIn('mara', { path: '/settings/teams' })
    await page.getByRole('button', { name: 'New team' }).first().click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Night shift')
    await page.getByRole('dialog').getByLabel('Jonas Keller').check()
    await accessible(page, 'a new team')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('main').getByText('Night shift').first().waitFor()
    await page.goto('/settings/roles')
    await page.getByRole('button', { name: 'New role' }).first().click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Only the night')
    await accessible(page, 'a new role')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('main').getByText('Only the night').waitFor()
    await page.context().close()
  })

  it('says which setting of a mailbox is missing, at its field', async () => {
    const page = await signedIn('mara', { path: '/settings/channels/new?by=hand' })
    await page.getByLabel('Name', { exact: true }).fill('Returns')
    await page.getByLabel('Address', { exact: true }).fill('not an address')
    await page.getByLabel('Server').first().fill('127.0.0.1')
    await page.getByLabel('How').nth(1).selectOption('none')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await page.getByRole('alert').first().waitFor()
    expect(await saidAt(page, 'Address')).not.toBe('Where customers write to.')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Returns')
    await accessible(page, 'a refused mailbox')
    await page.context().close()
  })

  it('changes nothing with a wrong current password', async () => {
    const page = await signedIn('jonas', { path: '/settings/profile' })
    await page.getByLabel('Current password').fill('not this one')
    await page.getByLabel('New password').fill('una-parola-nuova-8')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel('New password').inputValue()).toBe('una-parola-nuova-8')
    await accessible(page, 'a refused password')
    await page.context().close()
  })
})
