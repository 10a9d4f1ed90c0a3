// Contacts: fields of the house, filters, segments, many at once, companies.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { accessible, complaints, DESK, fits, hub, PHONE, picture, signedIn, useBrowser } from './browser'
import { call, customerWrites } from './hub'

useBrowser()

interface Thing {
  id: string
}
const make = (path: string, body: object) => call<Thing>(hub, 'POST', path, body)
const rows = (page: Page) => page.locator('tbody tr')
let company: Thing

beforeAll(async () => {
  await make('/custom-fields', {
    about: 'contact',
    type: 'choice',
    name: 'Plan',
    key: 'plan',
    help: 'What they pay for.',
    choices: [{ name: 'Gold' }, { name: 'Basic' }],
  })
  await make('/custom-fields', { about: 'contact', type: 'number', name: 'Seats', key: 'seats' })
  await make('/custom-fields', { about: 'company', type: 'link', name: 'Website', key: 'website' })
  company = await make('/companies', {
    name: 'Example Works',
    domains: ['works.example'],
    fields: { website: 'https://works.example/' },
  })
  for (let number = 0; number < 60; number++)
    await make('/contacts', {
      name: `Person ${String(number).padStart(2, '0')}`,
      kind: number % 2 ? 'lead' : 'customer',
      identities: [{ kind: 'email', value: `person${number}@works.example` }],
      company_id: number < 5 ? company.id : null,
      fields: { plan: number % 3 ? 'Basic' : 'Gold', seats: number },
    })
  await customerWrites(hub, {
    from: 'historic@example.org',
    name: 'Historic Person',
    subject: 'Before the filter',
    text: 'Hello',
  })
})

describe('custom fields', () => {
  it('are made, arranged by keyboard, archived and taken back', async () => {
    const page = await signedIn('mara', { path: '/settings/fields' })
    await page.getByRole('button', { name: 'New field' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Likes')
    await dialog.getByLabel('Kind of value').selectOption('choices')
    await dialog.getByLabel('Choice 1', { exact: true }).fill('Tea')
    await dialog.getByLabel('Choice 1', { exact: true }).press('Enter')
    await dialog.getByLabel('Choice 2', { exact: true }).fill('Coffee')
    await dialog.getByLabel('Choice 2', { exact: true }).press('Alt+ArrowUp')
    expect(await dialog.getByLabel('Choice 1', { exact: true }).inputValue()).toBe('Coffee')
    await accessible(page, 'a new field')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Likes', { exact: true }).waitFor()
    const up = page.getByRole('button', { name: 'Move up: Likes' })
    await up.focus()
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator('main li p.font-medium').allInnerTexts())
      .toEqual(['Plan', 'Likes', 'Seats'])
    await expect.poll(() => up.evaluate((button) => button === document.activeElement)).toBe(true)
    await accessible(page, 'custom fields')
    await page.getByRole('button', { name: 'Archive: Likes' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
    await page.getByRole('button', { name: 'Take back: Likes' }).click()
    await page.getByRole('button', { name: 'Archive: Likes' }).waitFor()
    await page.context().close()
  })

  it('are filled in on a contact and shown on its card', async () => {
    const page = await signedIn('mara', { path: '/contacts?q=Person+59' })
    await page.getByRole('link', { name: 'Person 59' }).click()
    await page.getByRole('button', { name: 'Edit contact' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Plan').selectOption('Gold')
    await dialog.getByLabel('Seats').fill('12.5')
    await accessible(page, 'editing a contact with fields')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.locator('dd', { hasText: '12.5' }).waitFor()
    await page.getByRole('button', { name: 'Add tag' }).click()
    await page.getByPlaceholder('Add tag').or(page.getByPlaceholder('Tags')).fill('walk-in')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Tags: walk-in' }).waitFor()
    await page.context().close()
  })
})

describe('the list of contacts', () => {
  it('is filtered, sorted, and its filter kept as a segment', async () => {
    const page = await signedIn('mara', { path: '/contacts' })
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    const panel = page.getByRole('region', { name: 'Conditions' })
    await panel.getByRole('button', { name: 'Add condition' }).click()
    await panel.getByLabel('Field').selectOption('fields.seats')
    await panel.getByLabel('Comparison').selectOption('at_least')
    await panel.getByLabel('Value').fill('57')
    await expect.poll(() => rows(page).count()).toBe(2)
    await page.getByRole('button', { name: 'Name', exact: true }).click()
    await expect.poll(() => rows(page).first().innerText()).toContain('Person 57')
    await accessible(page, 'filtered contacts')
    await panel.getByRole('button', { name: 'Save as segment' }).click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Large ones')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Large ones', exact: true }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: 'Large ones', exact: true }).waitFor()
    await expect.poll(() => rows(page).count()).toBe(2)
    await page.context().close()
  })

  it('changes all that match and gives them back', async () => {
    const page = await signedIn('mara', { path: '/contacts?q=person' })
    await rows(page).nth(49).waitFor()
    await page.getByRole('checkbox', { name: 'All on this page' }).check()
    await page.getByRole('button', { name: 'Select all that match' }).click()
    const bar = page.getByRole('toolbar', { name: 'Selected contacts' })
    await bar.getByText('61 selected').waitFor()
    await accessible(page, 'ticked contacts')
    await bar.getByRole('button', { name: 'Kind' }).click()
    await page.getByRole('menuitem', { name: 'Partner' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click()
    await page.getByText('61 contacts changed').waitFor()
    const count = () => call<{ count: number }>(hub, 'GET', '/contacts/count?kind=partner')
    expect((await count()).count).toBe(61)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await count()).count).toBe(0)
    await page.context().close()
  })

  it('deletes whom nobody wrote with, and says whom it kept', async () => {
    await make('/contacts', { name: 'Historic Blank' })
    const page = await signedIn('mara', { path: '/contacts?q=historic' })
    await expect.poll(() => rows(page).count()).toBe(2)
    await page.getByRole('checkbox', { name: 'All on this page' }).check()
    const bar = page.getByRole('toolbar', { name: 'Selected contacts' })
    await bar.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('1 contact deleted').waitFor()
    await page.getByText('1 contact has messages and was kept').waitFor()
    await expect.poll(() => rows(page).count()).toBe(1)
    await page.context().close()
  })
})

describe('companies', () => {
  it('are made, shown with their people, and found from a contact', async () => {
    const page = await signedIn('mara', { path: '/companies' })
    await page.getByRole('link', { name: 'Example Works' }).click()
    await page.getByText('works.example', { exact: true }).waitFor()
    expect(await page.locator('dd a').getAttribute('href')).toBe('https://works.example/')
    await page.getByRole('link', { name: 'Person 04' }).waitFor()
    await accessible(page, 'a company')
    await page.getByRole('link', { name: 'Find people of these domains without a company' }).click()
    await rows(page).first().waitFor()
    await page.goto('/companies')
    await page.getByRole('button', { name: 'New company' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Second Works')
    await dialog.getByLabel('Mail domains').fill('works.example')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('Mail domains').fill('second.example')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Second Works' }).waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: 'Companies' }).waitFor()
    await page.context().close()
  })
})

describe.each([
  { name: 'light-desk-en', colorScheme: 'light', viewport: DESK, language: 'en' },
  { name: 'dark-phone-it', colorScheme: 'dark', viewport: PHONE, language: 'it' },
] as const)('in $name', ({ name, colorScheme, viewport, language }) => {
  it('every screen is accessible and nothing sticks out', async () => {
    await call(hub, 'PATCH', '/session/profile', { language })
    const page = await signedIn('mara', { colorScheme, viewport })
    const open = {
      q: 'person',
      filter: JSON.stringify({ all: [{ field: 'kind', op: 'is', value: 'lead' }] }),
    }
    const screens = {
      contacts: '/contacts',
      filtered: `/contacts?${new URLSearchParams(open).toString()}`,
      companies: '/companies',
      company: `/companies/${company.id}`,
      fields: '/settings/fields',
    }
    for (const [screen, path] of Object.entries(screens)) {
      await page.goto(path)
      await page.locator('main h1').waitFor()
      await page.waitForLoadState('networkidle')
      await accessible(page, `${screen} ${name}`)
      await fits(page, `${screen} ${name}`)
      await picture(page, `${screen}-${name}`)
    }
    expect(complaints).toEqual([])
    await page.context().close()
    await call(hub, 'PATCH', '/session/profile', { language: 'en' })
  }, 60_000)
})
