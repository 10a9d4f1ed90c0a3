// One box: completed by the keyboard, answered while typing.
import { beforeAll, expect, it } from 'vitest'
import { accessible, complaints, hub, signedIn, useBrowser } from './browser'
import { call, customerWrites } from './hub'

useBrowser()

beforeAll(async () => {
  const ticket = await customerWrites(hub, {
    from: 'elodie@example.org',
    name: 'Élodie Martin',
    subject: 'The umbrella leaks',
    text: 'It rains on my umbrella and through it.',
  })
  await call(hub, 'PATCH', `/tickets/${ticket.id}`, { tags: ['rainy day'] })
})

it('completes operators and their values, and searches meanwhile', async () => {
  const page = await signedIn('mara', { path: '/search' })
  const box = page.getByRole('combobox', { name: 'Words, names' })
  await box.pressSequentially('umbrella ta')
  const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option')
  await options.getByText('tag:').waitFor()
  await page.keyboard.press('Tab')
  expect(await box.inputValue()).toBe('umbrella tag:')
  await page.keyboard.type('rai')
  await options.getByText('tag:"rainy day"').waitFor()
  await accessible(page, 'suggestions of the search')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await box.inputValue()).toBe('umbrella tag:"rainy day" ')
  const hit = page.locator('[data-result]').first()
  await hit.getByText('umbrella').first().waitFor()
  expect(await hit.locator('mark').count()).toBeGreaterThan(0)
  // Nothing to complete any more: the arrow goes into the results, Enter opens.
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => hit.evaluate((one) => one === document.activeElement)).toBe(true)
  await page.keyboard.press('Enter')
  await page.waitForURL(/inbox\/all\/\d+/)
  await page.goBack()
  expect(await box.inputValue()).toBe('umbrella tag:"rainy day" ')
  expect(complaints).toEqual([])
})

it('suggests people by the start of their names, without accents', async () => {
  const page = await signedIn('mara', { path: '/search' })
  const box = page.getByRole('combobox', { name: 'Words, names' })
  await box.pressSequentially('from:elod')
  await page.getByRole('option', { name: 'from:elodie@example.org' }).click()
  expect(await box.inputValue()).toBe('from:elodie@example.org ')
  await page.locator('[data-result]').first().waitFor()
  await page.keyboard.press('Escape')
})
