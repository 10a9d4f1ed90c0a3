// A contact's page: addresses, consents with their evidence, a narrowed timeline, two records that become one and two.
import { afterAll, describe, expect, it } from 'vitest'
import { accessible, complaints, fits, hub, PHONE, picture, signedIn, useBrowser } from './browser'
import { call, customerWrites } from './hub'

useBrowser()
afterAll(() => expect(complaints).toEqual([]))

interface Contact {
  id: string
  name: string
  notes: string
  identities: { value: string; verified: boolean; primary: boolean }[]
}
const make = (name: string, email: string, more: object = {}) =>
  call<Contact>(hub, 'POST', '/contacts', { name, identities: [{ kind: 'email', value: email }], ...more })
const show = (id: string) => call<Contact>(hub, 'GET', `/contacts/${id}`)

describe('addresses', () => {
  it('are added, verified, put first and taken away', async () => {
    const { id } = await make('Vera Addresses', 'vera@page.example')
    const page = await signedIn('mara', { path: `/contacts/${id}` })
    await page.getByRole('button', { name: 'Add address' }).click()
    await page.getByRole('textbox', { name: /Address|Email/ }).fill('not an address')
    await page.keyboard.press('Enter')
    await page
      .getByRole('alert')
      .or(page.getByText(/must be|not an|is no/))
      .first()
      .waitFor()
    await page.getByRole('textbox', { name: /Address|Email/ }).fill('vera.second@page.example')
    await page.keyboard.press('Enter')
    await page.getByText('vera.second@page.example').first().waitFor()
    const menu = async (entry: string) => {
      await page.getByRole('button', { name: 'More about vera.second@page.example' }).click()
      await page.getByRole('menuitem', { name: entry, exact: true }).click()
    }
    await menu('Mark as verified')
    await page.getByRole('dialog').getByRole('button', { name: 'Mark as verified' }).click()
    const second = async () =>
      (await show(id)).identities.find((one) => one.value === 'vera.second@page.example')
    await expect.poll(async () => (await second())?.verified).toBe(true)
    await menu('Make it the main address')
    await expect.poll(async () => (await second())?.primary).toBe(true)
    await accessible(page, 'a contact')
    await picture(page, 'contact-addresses')
    await menu('Remove')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect.poll(second).toBeUndefined()
    await page
      .getByRole('button', { name: 'More about vera.second@page.example' })
      .waitFor({ state: 'hidden' })
    await page.context().close()
  })
})

describe('consents', () => {
  it('need evidence to be given, and are only ever added to', async () => {
    const { id } = await make('Clara Consents', 'clara@page.example')
    const page = await signedIn('mara', { path: `/contacts/${id}` })
    await page.getByRole('button', { name: 'Note a consent' }).click()
    const dialog = page.getByRole('dialog')
    await accessible(page, 'a consent')
    await dialog.getByLabel('Evidence').fill('Said so on the phone, 21 November')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Said so on the phone').waitFor()
    await page.getByRole('button', { name: 'Note a consent' }).click()
    await dialog.getByLabel('Decision').selectOption('withdrawn')
    await dialog.getByRole('button', { name: 'Save' }).click()
    const ledger = () => call<{ items: { state: string }[] }>(hub, 'GET', `/contacts/${id}/consents`)
    await expect
      .poll(async () => (await ledger()).items.map((one) => one.state).sort())
      .toEqual(['granted', 'withdrawn'])
    await page.context().close()
  })
})

describe('the timeline', () => {
  it('is narrowed by kind and by words, and leads to the message', async () => {
    const from = 'tina@page.example'
    await customerWrites(hub, { from, name: 'Tina Lines', subject: 'Lamp', text: 'The lamp is broken.' })
    const ticket = await customerWrites(hub, { from, subject: 'Chair', text: 'The chair is fine.' })
    await call(hub, 'POST', `/tickets/${ticket.id}/notes`, { text: 'She called twice.' })
    const { items } = await call<{ items: { id: string }[] }>(hub, 'GET', '/contacts?q=tina%40page')
    const page = await signedIn('mara', { path: `/contacts/${items[0].id}` })
    await page.getByText('The lamp is broken.').first().waitFor()
    await page.getByRole('group', { name: 'Kinds of entries' }).getByRole('button', { name: 'Notes' }).click()
    await page.getByText('The lamp is broken.').first().waitFor({ state: 'hidden' })
    await page.getByText('She called twice.').first().waitFor()
    await page.getByRole('group', { name: 'Kinds of entries' }).getByRole('button', { name: 'Notes' }).click()
    await page.getByRole('searchbox', { name: 'Search the messages' }).fill('chair')
    await page.getByText('The chair is fine.').first().waitFor()
    await page.getByText('The lamp is broken.').first().waitFor({ state: 'hidden' })
    await page.getByRole('searchbox', { name: 'Search the messages' }).fill('nobody wrote this')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Show everything' }).click()
    await page.getByText('The lamp is broken.').first().waitFor()
    await accessible(page, 'the timeline of a contact')
    await page.context().close()
  })
})

describe('two records of one person', () => {
  it('are compared, merged, and taken apart again', async () => {
    const stays = await make('Mira Double', 'mira@page.example', { notes: 'Likes tea.' })
    const goes = await make('Mira Double', 'mira.double@page.example', { notes: 'Likes coffee.' })
    const page = await signedIn('mara', { path: `/contacts/${stays.id}` })
    await page.getByText('The same person?').waitFor()
    await page.getByRole('button', { name: 'Compare' }).click()
    const dialog = page.getByRole('dialog', { name: 'Merge two contacts' })
    await dialog.getByText('mira.double@page.example').waitFor()
    await accessible(page, 'the comparison')
    await picture(page, 'contact-merge')
    await dialog.getByText('Both, one below the other').click()
    await dialog.getByRole('button', { name: /^Merge/ }).click()
    await expect.poll(async () => (await show(stays.id)).notes).toBe('Likes tea.\n\nLikes coffee.')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await show(goes.id)).identities.length).toBe(1)
    expect((await show(stays.id)).notes).toBe('Likes tea.')
    await page.context().close()
  })

  it('fit a phone, in the dark', async () => {
    const { id } = await make('Mira Double', 'mira.third@page.example')
    const page = await signedIn('mara', { path: `/contacts/${id}`, viewport: PHONE, colorScheme: 'dark' })
    await page.getByRole('button', { name: 'Compare' }).first().click()
    await page.getByRole('dialog', { name: 'Merge two contacts' }).getByText('Stays').waitFor()
    await fits(page, 'the comparison on a phone')
    await accessible(page, 'the comparison on a phone')
    await picture(page, 'contact-merge-phone')
    await page.context().close()
  })
})
