// Keys are everybody's own: chosen on the sheet, kept by the server, the same in hints, palette and keyboard.
import { beforeAll, expect, it } from 'vitest'
import { accessible, complaints, hub, signedIn, useBrowser } from './browser'
import { customerWrites } from './hub'

useBrowser()
let number = 0
beforeAll(async () => {
  const ticket = await customerWrites(hub, {
    from: 'keys@example.org',
    name: 'Kim',
    subject: 'About keys',
    text: 'Which one opens the door?',
  })
  number = ticket.number
})

it('gives an action other keys, refuses those that are taken, and gives the old ones back', async () => {
  const page = await signedIn('jonas', { path: `/inbox/all/${number}` })
  await page.getByRole('button', { name: 'Reply', exact: true }).waitFor()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: 'Change keys' }).click()
  const reply = sheet.getByRole('button', { name: /^Reply: / })
  await reply.click()
  await page.keyboard.press('n')
  await sheet.getByRole('alert').getByText('taken by “Note”').waitFor()
  await reply.click()
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/session/preferences') && answer.ok())
  await page.keyboard.press('y')
  await sheet.getByRole('button', { name: 'Reply: Y. Change' }).waitFor()
  await accessible(page, 'the sheet while keys are changed')
  await saved
  await page.keyboard.press('Escape')
  await page.reload()
  await page.getByRole('button', { name: 'Reply', exact: true }).waitFor()
  await page.keyboard.press('r')
  expect(await page.getByRole('form', { name: 'Reply' }).count()).toBe(0)
  await page.keyboard.press('y')
  await page.getByRole('form', { name: 'Reply' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Reply')
  await page.keyboard.press('Escape')
  // The palette does the same thing and shows the same keys.
  await page.keyboard.press('Control+k')
  await page.getByRole('option', { name: /^Reply ?Y$/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await sheet.getByRole('button', { name: 'Change keys' }).click()
  await sheet.getByRole('button', { name: 'Restore all' }).click()
  await sheet.getByRole('button', { name: 'Reply: R. Change' }).waitFor()
  await page.waitForResponse((answer) => answer.url().endsWith('/session/preferences') && answer.ok())
  expect(complaints).toEqual([])
})
