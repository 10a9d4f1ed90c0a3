// Contacts from a spreadsheet and back: mapping, trial run, the run itself, refused records, export.
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { accessible, complaints, fits, hub, PHONE, picture, signedIn, useBrowser } from './browser'
import { call } from './hub'

useBrowser()
afterAll(() => expect(complaints).toEqual([]))

const FILE = [
  'Nome;Cognome;E-mail;Telefono;Piano;Etichette',
  'Ada;Importata;ada@import.example;06 1234567;oro;fiera',
  'Berta;Importata;berta@import.example;;ferro;',
  'Carla;Importata;carla@;;;',
  ...Array.from({ length: 120 }, (_, n) => `Persona ${n};Importata;p${n}@import.example;;;fiera`),
].join('\n')
const file = { name: 'fiera.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) }

describe('a spreadsheet', () => {
  it('is read, tried, imported, and says what it refused', async () => {
    await call(hub, 'POST', '/custom-fields', {
      about: 'contact',
      type: 'choice',
      name: 'Piano',
      key: 'piano',
      choices: [{ name: 'Oro' }],
    })
    const page = await signedIn('mara', { path: '/contacts' })
    await page.getByRole('button', { name: 'More about contacts' }).click()
    await page.getByRole('menuitem', { name: 'Import from CSV' }).click()
    await page.waitForURL('**/contacts/imports')
    await accessible(page, 'the imports')
    await page.getByLabel('Choose a file').setInputFiles({
      name: 'people.xlsx',
      mimeType: 'application/zip',
      buffer: Buffer.from('PK\u0003\u0004 nothing'),
    })
    await page.getByRole('alert').getByText('save the spreadsheet as CSV').waitFor()
    await page.getByLabel('Choose a file').setInputFiles(file)
    const means = (column: string) => page.getByLabel(`Meaning of ${column}`)
    await means('Piano').waitFor()
    expect(await means('Piano').inputValue()).toBe('field:piano')
    expect(await means('Etichette').inputValue()).toBe('tags')
    expect(await means('Cognome').inputValue()).toBe('last_name')
    await page.getByLabel('Country code for numbers without one').fill('+39')
    await page.keyboard.press('Tab')
    await accessible(page, 'the mapping')
    await picture(page, 'imports-mapping')
    await page.getByRole('button', { name: 'Try it first' }).click()
    const outcomes = page.getByRole('group', { name: 'Outcomes' })
    await outcomes.getByRole('button', { name: /^121/ }).waitFor({ timeout: 30_000 })
    await page.getByText('Piano: not a value of this field: ferro').waitFor()
    await page.getByText('E-mail: not an email address: carla@').waitFor()
    await accessible(page, 'the trial run')
    await picture(page, 'imports-trial')
    await page.getByRole('button', { name: 'Import now', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Import now', exact: true }).click()
    await page.getByRole('status').getByText('The import is done.').waitFor({ timeout: 30_000 })
    const [refused] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /refused records/ }).click(),
    ])
    const csv = readFileSync((await refused.path())!, 'utf8')
    expect(csv).toContain('Berta;Importata'.replace(';', ','))
    expect(csv).toContain('Piano: not a value of this field')
    const { items } = await call<{ items: { name: string; fields: object; tags: { name: string }[] }[] }>(
      hub,
      'GET',
      '/contacts?q=ada%40import.example',
    )
    expect(items[0]).toMatchObject({ name: 'Ada Importata', fields: { piano: 'Oro' } })
    expect(items[0].tags.map((tag) => tag.name)).toEqual(['fiera'])
    // The page is there for whoever looks later.
    await page.reload()
    await page.getByRole('status').getByText('The import is done.').waitFor()
    await page.context().close()
  })

  it('comes back as one, with the fields of the house', async () => {
    const page = await signedIn('mara', { path: '/contacts?q=ada%40import' })
    await page.getByText('Ada Importata').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await page.getByRole('button', { name: 'More about contacts' }).click()
        await page.getByRole('menuitem', { name: 'Export as CSV' }).click()
      })(),
    ])
    const csv = readFileSync((await download.path())!, 'utf8')
    expect(csv.split('\n')[0]).toContain('Piano')
    expect(csv).toMatch(/Ada Importata,ada@import\.example,.*Oro/)
    await page.context().close()
  })

  it('is forgotten when one says so, and fits a phone, in Italian and in the dark', async () => {
    const page = await signedIn('mara', {
      path: '/contacts/imports',
      viewport: PHONE,
      colorScheme: 'dark',
    })
    await page.evaluate(() => localStorage.setItem('centralino.language', 'it'))
    await page.getByRole('link', { name: 'fiera.csv' }).click()
    await page.getByRole('link', { name: 'Ada Importata' }).or(page.getByText(/ferro/)).first().waitFor()
    await fits(page, 'an import on a phone')
    await accessible(page, 'an import on a phone')
    await picture(page, 'imports-phone')
    await page.goBack()
    await page.getByRole('button', { name: /Forget the import/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('link', { name: 'fiera.csv' }).waitFor({ state: 'hidden' })
    await page.context().close()
  })
})
