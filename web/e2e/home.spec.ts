// The board: numbers that follow what happens, cards that stay where I put them.
import { beforeAll, expect, it } from 'vitest'
import { accessible, complaints, hub, PHONE, signedIn, useBrowser } from './browser'
import { call, customerWrites } from './hub'

useBrowser()

beforeAll(async () => {
  const ticket = await customerWrites(hub, {
    from: 'board@example.org',
    name: 'Ada Brunner',
    subject: 'The board should show me',
    text: 'Please.',
  })
  const me = await call<{ id: string }>(hub, 'GET', '/session')
  await call(hub, 'PATCH', `/tickets/${ticket.id}`, { assignee_id: me.id })
})

const cards = (page: Awaited<ReturnType<typeof signedIn>>) =>
  page.locator('[data-card]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.card))

it('shows what waits, and follows when it changes', async () => {
  const page = await signedIn('mara', { path: '/home' })
  const mine = page.locator('[data-card="my_queue"]')
  await mine.getByRole('link', { name: 'The board should show me' }).waitFor()
  const volume = page.locator('[data-card="volume"]')
  await volume.locator('canvas').waitFor()
  const waiting = page.locator('[data-card="risk"] dd').first()
  const before = Number(await waiting.textContent())
  await customerWrites(hub, {
    from: 'second@example.org',
    name: 'Second',
    subject: 'One more for the board',
    text: 'Hello?',
  })
  await expect.poll(async () => Number(await waiting.textContent()), { timeout: 15_000 }).toBe(before + 1)
  // The table says what the picture shows.
  await volume.getByText('Show as a table').click()
  const numbers = await volume.locator('tbody td').allTextContents()
  expect(numbers.map(Number).reduce((sum, one) => sum + one, 0)).toBeGreaterThan(1)
  await mine.getByRole('link', { name: 'The board should show me' }).click()
  await page.waitForURL(/inbox\/mine\/\d+/)
  expect(complaints).toEqual([])
})

it('is arranged by keyboard, and stays so on another device', async () => {
  const page = await signedIn('mara', { path: '/home' })
  const shipped = await cards(page)
  await page.getByRole('button', { name: 'Arrange' }).click()
  await page.locator('[data-card="my_queue"]').getByRole('button', { name: 'Move up' }).press('Enter')
  await page.getByRole('button', { name: 'Remove Begun and not sent' }).press('Enter')
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/session/preferences') && answer.ok())
  await page.getByRole('button', { name: 'Done' }).press('Enter')
  await saved
  const wanted = ['my_queue', 'risk', ...shipped.slice(2)].filter((card) => card !== 'drafts')
  expect(await cards(page)).toEqual(wanted)
  const phone = await signedIn('mara', { path: '/home', viewport: PHONE })
  await phone.locator('[data-card="my_queue"]').waitFor()
  expect(await cards(phone)).toEqual(wanted)
  await accessible(phone, 'the arranged board')
  await phone.getByRole('button', { name: 'Arrange' }).click()
  await phone.getByRole('button', { name: 'As it was shipped' }).click()
  expect(await cards(phone)).toEqual(shipped)
  await phone.waitForResponse((answer) => answer.url().endsWith('/session/preferences') && answer.ok())
})

it('lets an administrator set the response target, and nobody else', async () => {
  const page = await signedIn('mara', { path: '/home' })
  const risk = page.locator('[data-card="risk"]')
  await risk.getByRole('button', { name: 'Change' }).click()
  await page.getByLabel('Answer within').selectOption('60')
  await page.getByRole('button', { name: 'Save' }).click()
  await risk.getByText('answered within 1').waitFor()
  const agent = await signedIn('jonas', { path: '/home' })
  await agent.locator('[data-card="risk"]').getByText('answered within 1').waitFor()
  expect(await agent.locator('[data-card="risk"]').getByRole('button', { name: 'Change' }).count()).toBe(0)
  await call(hub, 'PATCH', '/settings', { response_target_minutes: 240 })
})
