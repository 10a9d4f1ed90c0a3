// Getting in: the sign-in form, a wrong password, an invitation, the way back to where one wanted to go.
import { describe, expect, it } from 'vitest'
import { accessible, hub, openPage, signedIn, useBrowser } from './browser'
import { call, PASSWORD } from './hub'
import { startServer } from './server'

useBrowser()

describe('the gate', () => {
  it('asks who is there, refuses a wrong password, and leads on to the page asked for', async () => {
    const page = await openPage()
    await page.goto('/contacts')
    await page.getByLabel('Email').fill('mara@example.com')
    await page.getByLabel('Password').fill('not the password')
    await accessible(page, 'sign in')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel('Email').inputValue()).toBe('mara@example.com')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Contacts' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/contacts')
    await page.context().close()
  })

  it('lets an invited colleague in with the link, once', async () => {
    const roles = await call<{ items: { id: string; builtin: string }[] }>(hub, 'GET', '/roles')
    const made = await call<{ invitation_url: string }>(hub, 'POST', '/users', {
      name: 'Ines Moreau',
      email: 'ines@example.com',
      role_id: roles.items.find((role) => role.builtin === 'agent')?.id,
    })
    const page = await openPage()
    await page.goto(made.invitation_url)
    await page.getByLabel('Password').fill('un-altra-parola-7')
    await accessible(page, 'invitation')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('navigation', { name: 'Queues' }).waitFor()
    const again = await openPage()
    await again.goto(made.invitation_url)
    // It says so at once: nobody thinks of a password for nothing.
    await again.getByRole('heading', { name: 'This link no longer works' }).waitFor()
    expect(await again.getByLabel('Password').count()).toBe(0)
    await accessible(again, 'invitation that is over')
    await again.getByRole('link', { name: 'Sign in' }).click()
    await again.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.context().close()
    await again.context().close()
  })

  it('lets go of the session on sign-out', async () => {
    const page = await signedIn('jonas')
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.goto('/inbox/all')
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.context().close()
  })

  it('makes the first administrator with the printed link, once', async () => {
    const server = await startServer()
    try {
      const link = /https?:\S+setup\?token=\S+/.exec(server.output())?.[0] ?? ''
      expect(link).toContain(server.url)
      const page = await openPage({ baseURL: server.url })
      await page.goto('/setup?token=of-an-earlier-start')
      await page.getByText('Start the server again').waitFor()
      await accessible(page, 'a set-up link that is over')
      await page.goto('/')
      await page.getByText('Centralino has no administrator yet').waitFor()
      await accessible(page, 'set-up needed')
      await page.goto(link)
      await page.getByLabel('Your name').fill('Nadia Ferri')
      await page.getByLabel('Email').fill('nadia@example.com')
      await page.getByLabel('Password').fill('short')
      await page.getByRole('button', { name: 'Start' }).click()
      await page.getByRole('alert').waitFor()
      expect(await page.getByLabel('Your name').inputValue()).toBe('Nadia Ferri')
      await accessible(page, 'set-up refused')
      await page.getByLabel('Password').fill('una-parola-lunga-9')
      await page.getByRole('button', { name: 'Start' }).click()
      await page.getByRole('heading', { name: 'Channels' }).waitFor()
      await accessible(page, 'first page after set-up')
      const again = await openPage({ baseURL: server.url })
      await again.goto(link)
      await again.getByRole('link', { name: 'Sign in' }).waitFor()
      await page.context().close()
      await again.context().close()
    } finally {
      await server.stop()
    }
  })

  it('speaks on in the language of the set-up, by the clock of the device', async () => {
    const server = await startServer()
    try {
      const link = /https?:\S+setup\?token=\S+/.exec(server.output())?.[0] ?? ''
      const page = await openPage({ baseURL: server.url, timezoneId: 'Europe/Rome' })
      await page.goto(link)
      await page.getByRole('button', { name: 'Italiano' }).click()
      await page.getByLabel('Il tuo nome').fill('Nadia Ferri')
      await page.getByLabel('Email').fill('nadia@example.com')
      await page.getByLabel('Password').fill('una-parola-lunga-9')
      await page.getByRole('button', { name: 'Inizia' }).click()
      await page.getByRole('heading', { name: 'Canali' }).waitFor()
      await page.goto('/settings/profile')
      await expect.poll(() => page.getByLabel('Fuso orario').inputValue()).toBe('Europe/Rome')
      await page.goto('/inbox/mine')
      await page.getByRole('link', { name: 'Collega una casella' }).waitFor()
      await accessible(page, 'the first empty inbox')
      await page.context().close()
    } finally {
      await server.stop()
    }
  })
})
