// The queue: views made and shared, narrowed, put in order; all of a queue changed; panes, focus, and the way back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessible, complaints, fits, hub, openPage, picture, PHONE, signedIn, useBrowser } from './browser'
import { call, customerWrites, PASSWORD, type Ticket } from './hub'

useBrowser()

/** Enough for a second page, all of one word. */
// More than the list fetches by itself.
const MANY = 170
const WORD = 'queuebatch'
const made: Ticket[] = []
beforeAll(async () => {
  for (let n = 0; n < MANY; n++)
    made.push(
      await customerWrites(hub, {
        from: `batch${n}@example.org`,
        name: `Batch ${n}`,
        subject: `${WORD} ${n}`,
        text: 'One of many.',
      }),
    )
}, 120_000)
afterAll(() => expect(complaints).toEqual([]))

const filter = encodeURIComponent(JSON.stringify({ field: 'subject', op: 'contains', value: WORD }))
const NARROWED = `/inbox/all?filter=${filter}`

describe('views', () => {
  it('are made of what is on screen, nested, and become a queue', async () => {
    const page = await signedIn('mara', { path: '/inbox/unassigned' })
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add condition' }).click()
    await dialog.getByLabel('Field').selectOption('subject')
    await dialog.getByLabel('Value').fill(WORD)
    await dialog.getByText(`${MANY} tickets match now`).waitFor()
    await accessible(page, 'the filter')
    await dialog.getByRole('button', { name: 'Show', exact: true }).click()
    await page.waitForURL('**/inbox/unassigned?filter=*')
    await page.getByText('Narrowed by 1 condition').waitFor()
    await page.getByRole('button', { name: 'Save as a view' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Batch work')
    await page.getByRole('button', { name: 'Add group' }).first().click()
    const inner = page.getByRole('group', { name: 'at least one of these is true' })
    await inner.getByLabel('Field').selectOption('priority')
    await inner.getByLabel('Value').selectOption('urgent')
    await page.getByText('0 tickets match now').waitFor()
    await inner.getByRole('button', { name: 'Add condition' }).click()
    await inner.getByLabel('Field').nth(1).selectOption('tag')
    await inner.getByLabel('Comparison').nth(1).selectOption('is_not_set')
    await page.getByText(`${MANY} tickets match now`).waitFor()
    await picture(page, 'queue-view-form')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.waitForURL('**/inbox/view-*')
    await page.getByRole('link', { name: new RegExp(`${WORD} ${MANY - 1}`) }).waitFor()
    await page
      .getByRole('navigation', { name: 'Queues' })
      .getByRole('button', { name: /Batch work/ })
      .waitFor()
    // Edited in place, it is the same tree again.
    await page.getByRole('button', { name: 'View and display' }).click()
    await page.getByRole('menuitem', { name: 'Edit this view' }).click()
    await page.getByRole('group', { name: 'at least one of these is true' }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Value' }).inputValue()).toBe(WORD)
    await page.keyboard.press('Escape')
    await page.context().close()
  })

  it('belong to a team, and show what they choose', async () => {
    const agents = await call<{ items: { id: string; name: string }[] }>(hub, 'GET', '/agents')
    const jonas = agents.items.find((agent) => agent.name === 'Jonas Keller')
    await call(hub, 'POST', '/teams', { name: 'Repairs', member_ids: [jonas?.id] })
    const mara = await signedIn('mara', { path: '/settings/views' })
    await mara.getByRole('button', { name: 'New view' }).click()
    await mara.getByLabel('Name', { exact: true }).fill('On the bench')
    await mara.getByLabel('Who has it').selectOption('team')
    await mara.getByLabel('Team', { exact: true }).selectOption({ label: 'Repairs' })
    await mara.getByLabel('Choose what the rows of this view show').check()
    await mara.getByRole('checkbox', { name: 'Number' }).check()
    await mara.getByRole('button', { name: 'Save', exact: true }).click()
    await mara.getByText('Repairs · Of other teams').waitFor()
    await accessible(mara, 'the views')
    await mara.context().close()
    const member = await signedIn('jonas', { path: '/inbox/all' })
    await member.getByRole('button', { name: 'Show all queues' }).click()
    const queues = member.getByRole('navigation', { name: 'Queues' })
    await queues.getByRole('heading', { name: 'Repairs' }).waitFor()
    await queues.getByRole('link', { name: /On the bench/ }).click()
    await member.getByText(`#${made[MANY - 1].number}`).waitFor()
    await accessible(member, 'the queues in a pane')
    await picture(member, 'queue-pane')
    await member.context().close()
  })

  it('are put in order with the keyboard', async () => {
    for (const name of ['First one', 'Second one'])
      await call(hub, 'POST', '/views', { name, filter: { all: [] } })
    const page = await signedIn('mara', { path: '/settings/views' })
    const handle = page.getByRole('button', { name: /Move “Second one”/ })
    await handle.focus()
    await page.keyboard.press('ArrowUp')
    await page.getByText(/Second one: place \d/).waitFor({ state: 'attached' })
    const names = async () =>
      (await call<{ items: { name: string }[] }>(hub, 'GET', '/views')).items.map((view) => view.name)
    await expect
      .poll(async () => (await names()).filter((name) => name.endsWith(' one')))
      .toEqual(['Second one', 'First one'])
    expect(await handle.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.context().close()
  })

  it('open first where one likes that', async () => {
    const page = await signedIn('jonas', { path: '/inbox/snoozed' })
    await page.getByText('Nothing is asleep').waitFor()
    await page.getByRole('button', { name: 'View and display' }).click()
    const saved = page.waitForResponse((answer) => answer.url().endsWith('/session/preferences'))
    await page.getByRole('menuitem', { name: 'Open this queue first' }).click()
    await saved
    await page.goto('/inbox')
    await page.waitForURL('**/inbox/snoozed')
    await call(hub, 'GET', '/tickets/counts')
    await page.request.patch('/api/v1/session/preferences', {
      data: { preferences: { queue_first: null } },
      headers: { origin: hub.url },
    })
    await page.context().close()
  })
})

describe('a link to a queue', () => {
  it('says its order, until its reader chooses one; their own stays as it was', async () => {
    const page = await signedIn('jonas', { path: '/inbox/all' })
    const order = (label: string) => page.getByRole('button', { name: `Order: ${label}` })
    await order('Latest activity').waitFor()
    const asked = page.waitForRequest((request) => /\/tickets\?.*sort=waiting/.test(request.url()))
    await page.goto('/inbox/all?sort=waiting')
    await asked
    await order('Waiting longest').waitFor()
    // A ticket is opened and left within that order.
    await page
      .getByRole('link', { name: new RegExp(`${WORD} `) })
      .first()
      .click()
    await page.waitForURL(/\/inbox\/all\/\d+\?sort=waiting/)
    await page.goto('/inbox/all')
    await order('Latest activity').waitFor()
    await page.goto('/inbox/all?sort=waiting')
    await order('Waiting longest').click()
    await page.getByRole('menuitem', { name: 'Longest without activity' }).click()
    await order('Longest without activity').waitFor()
    expect(new URL(page.url()).search).toBe('')
    await page.context().close()
  })
})

describe('a mention', () => {
  it('puts the ticket into a queue of its own, with a number until it is read', async () => {
    const agents = await call<{ items: { id: string; name: string }[] }>(hub, 'GET', '/agents')
    const jonas = agents.items.find((agent) => agent.name === 'Jonas Keller')
    const page = await signedIn('jonas', { path: '/inbox/mentions' })
    await page.getByText('Nobody mentioned you').waitFor()
    await call(hub, 'POST', `/tickets/${made[0].id}/notes`, { text: 'Look.', mention_ids: [jonas?.id] })
    await page.getByRole('button', { name: /Mentions\s*1/ }).waitFor()
    await page.getByRole('link', { name: new RegExp(`${WORD} 0`) }).click()
    await page.getByRole('button', { name: /Mentions\s*1/ }).waitFor({ state: 'hidden' })
    await page.context().close()
  })
})

describe('all of a queue', () => {
  it('is changed with progress, and undone', async () => {
    const page = await signedIn('mara', { path: NARROWED })
    await page
      .getByRole('link', { name: new RegExp(WORD) })
      .first()
      .waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await page.keyboard.press('Control+a')
    await page.getByRole('button', { name: 'Every ticket of this queue' }).click()
    await page.getByText('Every ticket of this queue').waitFor()
    await page.keyboard.press('e')
    await page
      .getByRole('alertdialog')
      .or(page.getByRole('dialog'))
      .getByText(`Change ${MANY} tickets?`)
      .waitFor()
    await page.getByRole('button', { name: 'Change them' }).click()
    await page.getByText(`${MANY} tickets changed`).waitFor()
    const resolved = () =>
      call<{ count: number }>(hub, 'GET', `/tickets/matching?status=resolved&filter=${filter}`)
    expect((await resolved()).count).toBe(MANY)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone').waitFor()
    expect((await resolved()).count).toBe(0)
    await page.context().close()
  })
})

describe('the list', () => {
  it('fades what leaves, and never moves what is under the pointer', async () => {
    const page = await signedIn('mara', { path: NARROWED })
    const rows = page.getByRole('list', { name: 'Tickets' })
    const third = rows.getByRole('link', { name: new RegExp(`${WORD} ${MANY - 3}`) })
    await third.hover()
    const before = await third.boundingBox()
    await call(hub, 'PATCH', `/tickets/${made[MANY - 2].id}`, { subject: 'Something else' })
    await rows.locator('a.opacity-60').waitFor()
    expect(await third.boundingBox()).toEqual(before)
    await call(hub, 'PATCH', `/tickets/${made[MANY - 2].id}`, { subject: made[MANY - 2].subject })
    await rows.locator('a.opacity-60').waitFor({ state: 'hidden' })
    await page.context().close()
  })

  it('is where it was after a look elsewhere', async () => {
    const page = await signedIn('mara', { path: NARROWED })
    const scroller = page.locator('div:has(> ul[aria-label="Tickets"])')
    await page.getByRole('link', { name: new RegExp(`${WORD} ${MANY - 1}`) }).waitFor()
    await scroller.evaluate((element) => element.scrollTo({ top: 3000 }))
    const top = () => scroller.evaluate((element) => element.scrollTop)
    await page
      .getByRole('link', { name: new RegExp(`${WORD} 12\\d`) })
      .first()
      .waitFor()
    await page.getByRole('link', { name: 'Contacts' }).click()
    await page.waitForURL('**/contacts')
    await page.goBack()
    await page
      .getByRole('link', { name: new RegExp(`${WORD} 12\\d`) })
      .first()
      .waitFor()
    expect(Math.abs((await top()) - 3000)).toBeLessThan(2)
    await page.context().close()
  })

  it('goes back as a phone does', async () => {
    const page = await signedIn('mara', { path: NARROWED, viewport: PHONE, hasTouch: true })
    const scroller = page.locator('div:has(> ul[aria-label="Tickets"])')
    await page.getByRole('link', { name: new RegExp(`${WORD} ${MANY - 1}`) }).waitFor()
    await scroller.evaluate((element) => element.scrollTo({ top: 1000 }))
    const row = page.getByRole('link', { name: new RegExp(`${WORD} ${MANY - 18}`) })
    await row.waitFor()
    await row.scrollIntoViewIfNeeded()
    const before = await scroller.evaluate((element) => element.scrollTop)
    expect(before).toBeGreaterThan(900)
    await row.click()
    await page.getByRole('region', { name: 'Timeline' }).waitFor()
    await page.getByRole('button', { name: 'Back' }).click()
    await row.waitFor()
    expect(await scroller.evaluate((element) => element.scrollTop)).toBe(before)
    expect(new URL(page.url()).search).toContain('filter=')
    // Nothing of the ticket is left ahead: the way back leads out of the list.
    await page.goForward()
    await page.getByRole('region', { name: 'Timeline' }).waitFor()
    await page.goBack()
    await row.waitFor()
    await fits(page, 'the queue on a phone')
    await picture(page, 'queue-phone')
    await page.context().close()
  })
})

describe('the panes', () => {
  it('open, close and leave the ticket alone', async () => {
    const page = await signedIn('mara', { path: `/inbox/all/${made[5].number}` })
    const title = page.getByRole('heading', { name: `${WORD} 5` })
    await title.waitFor()
    const queue = page.getByRole('region', { name: 'Queue', exact: true })
    await page.keyboard.press('q')
    await page.getByRole('heading', { name: 'Inbox', level: 2 }).waitFor()
    await page.keyboard.press('z')
    await queue.waitFor({ state: 'hidden' })
    await page.getByRole('heading', { name: 'Inbox', level: 2 }).waitFor({ state: 'hidden' })
    expect(await title.isVisible()).toBe(true)
    await page.keyboard.press('z')
    await queue.waitFor()
    await page.keyboard.press('q')
    await page.getByRole('heading', { name: 'Inbox', level: 2 }).waitFor({ state: 'hidden' })
    const handle = page.getByRole('separator', { name: 'Width of the queue', exact: true })
    await handle.focus()
    await page.keyboard.press('ArrowRight')
    await page.reload()
    await title.waitFor()
    expect(await handle.getAttribute('aria-valuenow')).toBe('396')
    await page.context().close()
  })

  it('look right in dark Italian, close together', async () => {
    const page = await openPage({ colorScheme: 'dark', locale: 'it-IT' })
    await page.request.post('/api/v1/session', {
      data: { email: 'mara@example.com', password: PASSWORD },
      headers: { origin: hub.url },
    })
    await page.goto('/inbox/all')
    await page.locator('main').waitFor()
    await page.getByRole('button', { name: /View and display|Vista e aspetto/ }).click()
    await page.getByRole('menuitem', { name: /One line a ticket|Una riga per ticket/ }).click()
    await page.keyboard.press('q')
    await page
      .getByRole('link', { name: new RegExp(WORD) })
      .first()
      .waitFor()
    await accessible(page, 'the compact queue, dark')
    await picture(page, 'queue-dark')
    await page.request.patch('/api/v1/session/preferences', {
      data: { preferences: { queue_density: null } },
      headers: { origin: hub.url },
    })
    await page.context().close()
  })
})
