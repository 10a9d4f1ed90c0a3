// Colleagues and the house: photo, availability, sessions, invitations, roles, audit, system, wizard, settings search.
import { describe, expect, it } from 'vitest'
import { accessible, fits, hub, PHONE, picture, signedIn, useBrowser } from './browser'
import { ingest } from './hub'

useBrowser()

/** 2 × 2 pixels of red. */
const RED = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==',
  'base64',
)

describe('colleagues and the house', () => {
  it('shows a photo wherever the colleague is, and takes it away', async () => {
    const page = await signedIn('jonas', { path: '/settings/profile' })
    await page.locator('[data-photo]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: RED })
    await page.getByText('Photo saved').waitFor()
    const shown = page.getByRole('button', { name: /^Account of/ }).locator('img')
    await shown.waitFor()
    expect(await shown.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBe(
      256,
    )
    const other = await signedIn('mara', { path: '/settings/users' })
    await other.locator('[data-user="jonas@example.com"] img').waitFor()
    await accessible(page, 'profile with a photo')
    await picture(page, 'profile-photo')
    await page.locator('[data-photo]').setInputFiles({
      name: 'me.png',
      mimeType: 'image/png',
      buffer: Buffer.from('no picture'),
    })
    await page.getByRole('alert').getByText('Must be a JPEG, PNG or WebP picture.').waitFor()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('Photo removed').waitFor()
    await shown.waitFor({ state: 'detached' })
    await page.context().close()
    await other.context().close()
  })

  it('tells colleagues at once who is away', async () => {
    const other = await signedIn('mara', { path: '/settings/users' })
    const page = await signedIn('jonas')
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Away' }).click()
    await page.getByRole('button', { name: /^Account of .*, Away$/ }).waitFor()
    await other.locator('[data-user="jonas@example.com"] [data-availability="away"]').waitFor()
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Available' }).click()
    await other.locator('[data-user="jonas@example.com"] [data-availability="available"]').waitFor()
    await page.context().close()
    await other.context().close()
  })

  it('signs out another browser', async () => {
    const other = await signedIn('jonas')
    const page = await signedIn('jonas', { path: '/settings/profile' })
    const list = page.getByRole('region', { name: 'Where you are signed in' })
    await list.getByText('this browser').waitFor()
    const before = await list.getByRole('listitem').count()
    expect(before).toBeGreaterThan(1)
    await list.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere else' }).click()
    await page.getByText('Signed out everywhere else').waitFor()
    await expect.poll(() => list.getByRole('listitem').count()).toBe(1)
    await other.waitForURL('**/sign-in**')
    await page.context().close()
    await other.context().close()
  })

  it('invites by mail, shows how the mail fares, and takes the link back', async () => {
    const page = await signedIn('mara', { path: '/settings/users' })
    await page.getByRole('button', { name: 'Invite a colleague' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name', { exact: true }).fill('Nina Conti')
    await form.getByLabel('Email').fill('nina@example.com')
    await accessible(page, 'an invitation')
    await form.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByText('On its way to nina@example.com').waitFor()
    await page.getByRole('button', { name: /^Invited/ }).click()
    const row = page.locator('[data-user="nina@example.com"]')
    await row.getByText(/valid until/).waitFor()
    await row.getByRole('button', { name: /^More/ }).click()
    await page.getByRole('menuitem', { name: 'Copy the link' }).click()
    const link = await page.getByRole('textbox', { name: 'Invitation link' }).inputValue()
    expect(link).toContain('/invitation?token=')
    await page.getByRole('button', { name: 'Done' }).click()
    await row.getByRole('button', { name: /^More/ }).click()
    await page.getByRole('menuitem', { name: 'Take the link back' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take the link back' }).click()
    await row.getByText('The invitation has run out: send it again.').waitFor()
    await accessible(page, 'open invitations')
    await picture(page, 'users-invited')
    await page.context().close()
  })

  it('shows who may do what, and copies a role', async () => {
    const page = await signedIn('mara', { path: '/settings/roles' })
    await page.getByRole('rowheader', { name: /Write to customers/ }).waitFor()
    await accessible(page, 'the roles')
    await picture(page, 'roles')
    await page.getByRole('button', { name: 'More: Agent' }).click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).click()
    const form = page.getByRole('dialog')
    expect(await form.getByLabel('Name', { exact: true }).inputValue()).toBe('Copy of Agent')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('columnheader', { name: /Copy of Agent/ }).waitFor()
    await page.context().close()
  })

  it('tells the audit log in sentences and finds in it', async () => {
    const page = await signedIn('mara', { path: '/settings/audit' })
    await page.getByText('Mara Rossi made the role Copy of Agent').waitFor()
    await page.getByLabel('What').selectOption({ label: 'Channel connected' })
    await page.getByText('Mara Rossi connected Support').waitFor()
    await page.getByText('made the role').waitFor({ state: 'detached' })
    expect(page.url()).toContain('action=channel.create')
    await page.getByRole('button', { name: /connected Support/ }).click()
    await page.getByText('channel.create').waitFor()
    await accessible(page, 'the audit log')
    await picture(page, 'audit')
    await page.context().close()
  })

  it('says how the hub is doing', async () => {
    const page = await signedIn('mara', { path: '/settings/system' })
    await page.getByText('Send messages').waitFor()
    await page.getByText('Free disk').waitFor()
    await accessible(page, 'the system page')
    await picture(page, 'system')
    await page.context().close()
  })

  it('connects a mailbox step by step', async () => {
    const page = await signedIn('mara', { path: '/settings/channels/new' })
    await page.getByLabel('Address', { exact: true }).fill('help@fastmail.com')
    await accessible(page, 'the first step of the wizard')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('This is Fastmail.').waitFor()
    await page.getByText('imap.fastmail.com:993').waitFor()
    await accessible(page, 'the second step of the wizard')
    await picture(page, 'wizard')
    await page.getByRole('button', { name: 'Servers and more' }).click()
    await page.getByLabel('Server').first().fill('127.0.0.1')
    await page.getByLabel('Port').first().fill('9')
    await page.getByLabel('Password').first().fill('a secret')
    await page.getByLabel('How').nth(1).selectOption('none')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('The server does not answer.').waitFor()
    await picture(page, 'wizard-test')
    await page.getByRole('button', { name: 'Go on anyway' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Help')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    // Nothing is claimed that the test did not find.
    await page.getByText('Saved, but not connected yet.').waitFor()
    await page.getByRole('button', { name: 'Fetch now' }).click()
    await page.getByText('Looking for new mail').waitFor()
    await picture(page, 'channel-health')
    // The system page knows of it, too, though nobody has to act yet.
    await page.goto('/settings/system')
    const failing = page.locator('dl > div', { hasText: 'Channels that fail and try again' })
    await failing.getByRole('link', { name: 'Look at the channels' }).waitFor()
    await page.context().close()
  })

  it('says at its field what a mailbox misses, step by step', async () => {
    const page = await signedIn('mara', { path: '/settings/channels/new' })
    const next = page.getByRole('button', { name: 'Next' })
    const address = page.getByLabel('Address', { exact: true })
    await next.click()
    await page.getByText('Is not a mail address.').waitFor()
    await address.fill('support@gmail.com')
    await next.click()
    const password = page.getByLabel('App password')
    await password.waitFor()
    // Nothing to test without a password: it stays here, and one field is enough for both ways.
    await next.click()
    await page.getByText('Receiving › Password: This is missing.').waitFor()
    await expect.poll(() => password.getAttribute('aria-invalid')).toBe('true')
    await expect.poll(() => password.evaluate((field) => field === document.activeElement)).toBe(true)
    await accessible(page, 'a wizard that misses a password')
    await picture(page, 'wizard-missing')
    await page.getByRole('button', { name: 'Servers and more' }).click()
    await page.getByLabel('Server').first().fill('127.0.0.1')
    await page.getByLabel('Server').nth(1).fill('127.0.0.1')
    await page.getByLabel('Port').first().fill('imaps')
    await page.getByLabel('Port').nth(1).fill('9')
    await page.getByLabel('Password').first().fill('a secret')
    expect(await page.getByLabel('Password').nth(1).getAttribute('placeholder')).toBe('as for receiving')
    await next.click()
    await page.getByText(/Receiving › Port: /).waitFor()
    await page.getByLabel('Port').first().fill('9')
    await next.click()
    await page.getByText('The server does not answer.').first().waitFor()
    await page.context().close()
  })

  it('handles failed mail in one go', async () => {
    for (const one of ['One', 'Two'])
      ingest(
        hub,
        `To: support@example.com\nSubject: Bulk ${one}\nMessage-ID: <bulk-${one}@example.net>\n\nHello?\n`,
      )
    const page = await signedIn('mara', { path: '/intake' })
    for (const one of ['One', 'Two'])
      await page.getByRole('checkbox', { name: `Choose: Bulk ${one}` }).check()
    await accessible(page, 'chosen failed mail')
    await picture(page, 'intake-bulk')
    await page
      .getByRole('group', { name: 'With the chosen ones' })
      .getByRole('button', { name: 'Discard' })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('advertisements')
    await dialog.getByRole('button', { name: 'Discard' }).click()
    await page.getByText('2 discarded.').waitFor()
    await page.getByRole('button', { name: 'Discarded' }).click()
    await page.getByText('Bulk One').waitFor()
    await page.context().close()
  })

  it('finds a setting by its words', async () => {
    const page = await signedIn('mara', { path: '/settings/profile' })
    await page.getByRole('searchbox', { name: 'Find a setting' }).fill('free disk')
    await page.getByRole('link', { name: /Free disk/ }).click()
    await page.waitForURL('**/settings/system')
    await page.context().close()
  })

  it('fits a phone, in Italian and in the dark', async () => {
    const page = await signedIn('mara', { path: '/settings/users', viewport: PHONE, colorScheme: 'dark' })
    await page.request.patch('/api/v1/session/profile', {
      data: { language: 'it' },
      headers: { origin: hub.url },
    })
    for (const room of ['profile', 'users', 'roles', 'audit', 'system', 'channels', 'channels/new']) {
      await page.goto(`/settings/${room}`)
      await page.locator('main h1').first().waitFor()
      await page.waitForLoadState('networkidle')
      await fits(page, room)
      await accessible(page, `${room} on a phone`)
      await picture(page, `phone-${room.replace('/', '-')}`)
    }
    await page.request.patch('/api/v1/session/profile', {
      data: { language: 'en' },
      headers: { origin: hub.url },
    })
    await page.context().close()
  })
})
