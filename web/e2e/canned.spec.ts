// Canned replies and macros: written in the settings, found by the slash, run on one ticket and on many.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { accessible, fits, hub, PHONE, picture, signedIn, useBrowser } from './browser'
import { call, customerWrites } from './hub'

useBrowser()

const canned = (body: object) =>
  call<{ id: string }>(hub, 'POST', '/canned-replies', { scope: 'everyone', ...body })

beforeAll(async () => {
  await canned({
    title: 'Order on its way',
    shortcut: 'shipped',
    folder: 'Orders',
    text: 'Hello {{contact.first_name}}, ticket {{ticket.number}} is on its way.',
    html: '<p>Hello <strong>{{contact.first_name}}</strong>, ticket {{ticket.number}} is on its way.</p>',
  })
  await canned({ title: 'Invoice', folder: 'Billing', text: 'For {{contact.company}}: soon.' })
  const thanks = await canned({ title: 'Thanks', text: 'Thank you, {{contact.first_name}}.' })
  await call(hub, 'POST', '/macros', {
    scope: 'everyone',
    name: 'Take and raise',
    actions: [{ type: 'assign_me' }, { type: 'set_priority', priority: 'high' }],
  })
  await call(hub, 'POST', '/macros', {
    scope: 'everyone',
    name: 'Prepare thanks',
    actions: [{ type: 'insert_reply', canned_reply_id: thanks.id }],
  })
})

async function open(subject: string, from = `${subject.toLowerCase()}@example.org`) {
  const ticket = await customerWrites(hub, { from, name: 'Ada Lovelace', subject, text: 'Hello' })
  const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
  await page.getByRole('region', { name: 'Timeline' }).getByText('Hello').first().waitFor()
  return { ticket, page }
}

async function reply(page: Page) {
  await page.getByRole('button', { name: 'Reply', exact: true }).first().click()
  const box = page.getByRole('textbox', { name: 'Reply' })
  await box.waitFor()
  return box
}

describe('the slash', () => {
  it('finds a reply by its shortcut and fills it in', async () => {
    const { ticket, page } = await open('Slash')
    const box = await reply(page)
    await box.pressSequentially('Good morning. /ship')
    await page.getByRole('option', { name: /Order on its way/ }).waitFor()
    await page.getByText(`Hello Ada, ticket ${ticket.number} is on its way.`).waitFor()
    await picture(page, 'slash')
    await page.keyboard.press('Enter')
    await box.getByText(`ticket ${ticket.number} is on its way.`).waitFor()
    expect(await box.innerText()).toContain('Good morning.')
    expect(await box.locator('strong').innerText()).toBe('Ada')
    expect(await page.getByRole('listbox', { name: 'Canned replies' }).count()).toBe(0)
    await page.context().close()
  })

  it('walks through folders, and leaves other slashes alone', async () => {
    const { page } = await open('Folders')
    const box = await reply(page)
    await box.pressSequentially('and/or ')
    expect(await page.getByRole('listbox', { name: 'Canned replies' }).count()).toBe(0)
    await box.pressSequentially('/')
    await page.getByRole('option', { name: /^Billing/ }).click()
    await page.getByRole('option', { name: 'Invoice' }).waitFor()
    expect(await page.getByRole('option', { name: /Thanks/ }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('listbox', { name: 'Canned replies' }).waitFor({ state: 'detached' })
    expect(await box.innerText()).toContain('and/or /')
    await page.context().close()
  })

  it('shows a gap and does not send it', async () => {
    const { page } = await open('Gap')
    const box = await reply(page)
    await box.pressSequentially('/invoice')
    await page.getByRole('option', { name: /Invoice/ }).waitFor()
    await page.keyboard.press('Enter')
    await box.getByText('⟦contact.company⟧').waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('Fill in what is missing first: contact.company').waitFor()
    await picture(page, 'gap')
    // The gap is chosen: typing fills it.
    await box.focus()
    await page.keyboard.type('Example')
    await box.getByText('For Example: soon.').waitFor()
    await page.context().close()
  })

  it('works in plain text', async () => {
    const { ticket, page } = await open('Plain')
    const box = await reply(page)
    await page.getByRole('form', { name: 'Reply' }).getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Plain text' }).click()
    await expect.poll(() => box.evaluate((element) => element.localName)).toBe('textarea')
    await box.pressSequentially('Hi. and/or /ship')
    await page.getByRole('option', { name: /Order on its way/ }).waitFor()
    await fits(page, 'canned replies in plain text')
    await page.keyboard.press('Enter')
    const taken = `Hi. and/or Hello Ada, ticket ${ticket.number} is on its way.`
    await expect.poll(() => box.inputValue()).toBe(taken)
    // Escape closes the list, not the letter; the words stay, and so does the quiet.
    await box.pressSequentially(' /inv')
    const list = page.getByRole('listbox', { name: 'Canned replies' })
    await page.getByRole('option', { name: /Invoice/ }).waitFor()
    await page.keyboard.press('Escape')
    await list.waitFor({ state: 'detached' })
    await box.pressSequentially('o')
    expect(await list.count()).toBe(0)
    expect(await box.inputValue()).toBe(`${taken} /invo`)
    // The first gap is chosen: typing fills it.
    for (const _ of '/invo') await page.keyboard.press('Backspace')
    await box.pressSequentially('/inv')
    await page.getByRole('option', { name: /Invoice/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => box.inputValue()).toBe(`${taken} For ⟦contact.company⟧: soon.`)
    await page.keyboard.type('Example')
    await expect.poll(() => box.inputValue()).toBe(`${taken} For Example: soon.`)
    const back = await page.request.patch('/api/v1/session/preferences', {
      data: { preferences: { composer_plain: null } },
      headers: { origin: hub.url },
    })
    expect(back.status(), await back.text()).toBeLessThan(300)
    await page.context().close()
  })
})

describe('macros', () => {
  it('run from the menu of a ticket and can be undone', async () => {
    const { ticket, page } = await open('Macro')
    await page.keyboard.press('Shift+M')
    const dialog = page.getByRole('dialog', { name: 'Run a macro' })
    await dialog.getByRole('option', { name: /Take and raise/ }).waitFor()
    await picture(page, 'macro-picker')
    await page.keyboard.type('raise')
    await page.keyboard.press('Enter')
    await page.getByText('Take and raise: done').waitFor()
    const now = () =>
      call<{ priority: string; assignee: { name: string } | null }>(hub, 'GET', `/tickets/${ticket.id}`)
    expect(await now()).toMatchObject({ priority: 'high', assignee: { name: 'Mara Rossi' } })
    await page.getByRole('region', { name: 'Timeline' }).getByText('ran the macro Take and raise').waitFor()
    await page
      .getByRole('region', { name: 'Messages', exact: true })
      .getByRole('button', { name: 'Undo' })
      .click()
    await expect.poll(async () => (await now()).priority).toBe('normal')
    expect((await now()).assignee).toBeNull()
    await page.context().close()
  })

  it('put a reply below what is half written', async () => {
    const { page } = await open('Draft')
    const box = await reply(page)
    await box.pressSequentially('Half a sentence')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('prepare thanks')
    await page.getByRole('option', { name: /Prepare thanks/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Reply' }).getByText('Thank you, Ada.').waitFor()
    await page.getByRole('textbox', { name: 'Reply' }).getByText('Half a sentence').waitFor()
    await page.context().close()
  })
})

describe('the settings', () => {
  it('make a reply with a variable and show how it reads', async () => {
    await open('Preview').then(({ page }) => page.context().close())
    const page = await signedIn('mara', { path: '/settings/canned/new' })
    await page.getByLabel('Title').fill('Greeting')
    const box = page.getByRole('textbox', { name: 'Text' })
    await box.waitFor()
    await box.pressSequentially('Dear ')
    await page.getByRole('button', { name: 'Variables' }).click()
    await page.getByRole('option', { name: /First name of the customer/ }).click()
    await page.getByRole('region', { name: 'Preview' }).getByText('Dear Ada').waitFor()
    await accessible(page, 'canned reply')
    await picture(page, 'canned-form')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'Greeting' }).waitFor()
    await accessible(page, 'canned replies')
    await picture(page, 'canned-list')
    await page.getByRole('button', { name: /^Orders/ }).click()
    await page.getByRole('link', { name: 'Greeting' }).waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('refuse a variable there is not, by name', async () => {
    const page = await signedIn('mara', { path: '/settings/canned/new' })
    await page.getByLabel('Title').fill('Wrong')
    const box = page.getByRole('textbox', { name: 'Text' })
    await box.waitFor()
    await box.pressSequentially('Dear {{{{contact.salary}}')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').first().waitFor()
    await page.context().close()
  })

  it('build a macro step by step and order it by keyboard', async () => {
    const page = await signedIn('mara', { path: '/settings/macros' })
    await page.getByRole('button', { name: 'New macro' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Close it')
    for (const step of ['Set status', 'Add a note']) {
      await dialog.getByRole('button', { name: 'Add a step' }).click()
      await page.getByRole('menuitem', { name: step }).click()
    }
    await dialog.getByRole('textbox', { name: 'Add a note' }).fill('Closed.')
    await dialog.getByRole('button', { name: 'Move: Add a note' }).focus()
    await page.keyboard.press('ArrowUp')
    await accessible(page, 'macro form')
    await picture(page, 'macro-form')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Add a note · Status: Resolved').waitFor()
    await page.getByRole('button', { name: 'Move: Close it' }).focus()
    await page.keyboard.press('ArrowUp')
    await expect
      .poll(async () =>
        (await call<{ items: { name: string }[] }>(hub, 'GET', '/macros')).items.map((one) => one.name),
      )
      .toEqual(['Take and raise', 'Close it', 'Prepare thanks'])
    await accessible(page, 'macros')
    await picture(page, 'macros')
    await page.context().close()
  })

  it('fit a phone', async () => {
    for (const path of ['/settings/canned', '/settings/canned/new', '/settings/macros']) {
      const page = await signedIn('mara', { path, viewport: PHONE, colorScheme: 'dark', locale: 'it-IT' })
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      await fits(page, path)
      await accessible(page, path)
      await picture(page, `phone${path.replaceAll('/', '-')}`)
      await page.context().close()
    }
  })
})
