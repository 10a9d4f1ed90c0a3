// What administrators set for everybody: the name of the house, teams and their heirs, lists found in, rooms on a phone.
import { describe, expect, it } from 'vitest'
import { accessible, fits, hub, PHONE, picture, signedIn, useBrowser } from './browser'
import { call } from './hub'

useBrowser()

describe('what holds for everybody', () => {
  it('says by which name customers know the house', async () => {
    const page = await signedIn('mara', { path: '/settings/general' })
    await page.getByLabel('Name of your organisation').fill('Example & Sons')
    await accessible(page, 'the general settings')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    const filled = await call<{ text: string }>(hub, 'POST', '/canned-replies/preview', {
      text: 'We are {{hub.name}}',
    })
    expect(filled.text).toBe('We are Example & Sons')
    await page.reload()
    expect(await page.getByLabel('Name of your organisation').inputValue()).toBe('Example & Sons')
    await picture(page, 'general')
    await page.context().close()
  })

  it('dissolves a team without losing what it wrote', async () => {
    const team = await call<{ id: string }>(hub, 'POST', '/teams', { name: 'Night shift' })
    await call(hub, 'POST', '/canned-replies', {
      scope: 'team',
      team_id: team.id,
      title: 'We sleep now',
      text: 'Until tomorrow',
    })
    const page = await signedIn('mara', { path: '/settings/teams' })
    await page.getByRole('button', { name: 'Delete: Night shift' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 canned reply').waitFor()
    await accessible(page, 'dissolving a team')
    await picture(page, 'team-delete')
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Night shift is dissolved').waitFor()
    await page.getByRole('button', { name: 'Delete: Night shift' }).waitFor({ state: 'detached' })
    const kept = await call<{ items: { title: string; scope: string }[] }>(hub, 'GET', '/canned-replies')
    expect(kept.items.find((reply) => reply.title === 'We sleep now')?.scope).toBe('everyone')
    await page.context().close()
  })

  it('finds in long lists', async () => {
    for (let n = 0; n < 12; n++) await call(hub, 'POST', '/tags', { name: `colour ${n}` })
    const page = await signedIn('mara', { path: '/settings/tags' })
    await page.getByRole('searchbox', { name: 'Find a tag' }).fill('COLOUR 11')
    await page.getByRole('button', { name: 'Delete: colour 2' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Delete: colour 11' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Delete: colour 2' }).waitFor()
    // As people count.
    const names = await page
      .getByRole('button', { name: /^Delete: colour/ })
      .evaluateAll((buttons) =>
        buttons.map((button) => button.getAttribute('aria-label')!.replace(/.* /, '')),
      )
    expect(names).toEqual([...Array(12).keys()].map(String))
    await page.context().close()
  })

  it('asks before it destroys, with the way back under Enter', async () => {
    await call(hub, 'POST', '/tags', { name: 'to be kept' })
    const page = await signedIn('mara', { path: '/settings/tags' })
    const tag = page.getByRole('button', { name: 'Delete: to be kept' })
    await tag.click()
    const no = page.getByRole('dialog').getByRole('button', { name: 'Cancel' })
    await expect.poll(() => no.evaluate((button) => button === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await tag.waitFor()
    await page.context().close()
  })

  it('opens the rooms from their name on a phone', async () => {
    const page = await signedIn('mara', { path: '/settings/teams', viewport: PHONE, colorScheme: 'dark' })
    await page.getByRole('button', { name: /Teams.*All settings/ }).click()
    await fits(page, 'the rooms')
    await accessible(page, 'the rooms of the settings on a phone')
    await picture(page, 'phone-rooms')
    await page.getByRole('link', { name: 'Tags' }).click()
    await page.getByRole('heading', { name: 'Tags' }).waitFor()
    expect(await page.getByRole('link', { name: 'Roles' }).isVisible()).toBe(false)
    await page.context().close()
  })
})
