// Letters in depth: formatting, pictures, plain text and back, two windows, forwards, send later, no connection.
import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import {
  accessible,
  complaints,
  DESK,
  fits,
  hub,
  PHONE,
  picture,
  signedIn,
  useBrowser,
  written,
} from './browser'
import { call, customerWrites, mailbox, type Ticket } from './hub'

useBrowser()

/** A PNG of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

let count = 0
async function begun(text = 'Hello'): Promise<Ticket & { from: string }> {
  const from = `letters${++count}@example.org`
  return { ...(await customerWrites(hub, { from, subject: `Letters ${count}`, text })), from }
}
const box = (page: Page, name = 'Reply') => page.getByRole('textbox', { name, exact: true })
async function write(page: Page, text: string) {
  await page.getByRole('button', { name: 'Reply', exact: true }).first().click()
  await box(page).waitFor()
  // The editor takes the focus when it is ready to be written in.
  await expect
    .poll(() => box(page).evaluate((one) => one === document.activeElement), { timeout: 10_000 })
    .toBe(true)
  await page.waitForTimeout(300)
  await box(page).pressSequentially(text)
}
const paste = (page: Page, what: { html?: string; text?: string; png?: string }) =>
  page.evaluate(({ html, text, png }) => {
    const data = new DataTransfer()
    if (html) data.setData('text/html', html)
    if (text) data.setData('text/plain', text)
    if (png) {
      const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0))
      data.items.add(new File([bytes], 'shot.png', { type: 'image/png' }))
    }
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    document.activeElement?.dispatchEvent(event)
  }, what)
/** From formatted to plain words or back. */
async function plain(page: Page) {
  const form = page.getByRole('form', { name: 'Reply' })
  await form.getByRole('button', { name: 'More', exact: true }).click()
  // The choice is kept by the server, for the tests after this one, too.
  await Promise.all([
    page.waitForResponse(/session\/preferences/),
    page.getByRole('menuitem', { name: 'Plain text' }).click(),
  ])
}
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true }).click()
const message = async (ticket: Ticket) => {
  const { items } = await call<{
    items: { type: string; message: { id: string; kind: string; text: string } }[]
  }>(hub, 'GET', `/tickets/${ticket.id}/timeline`)
  return items.filter((item) => item.type === 'message' && item.message.kind === 'outbound').at(-1)!.message
}
const frameOf = async (id: string) =>
  (
    await fetch(`${hub.url}/api/v1/messages/${id}/frame`, {
      headers: { authorization: `Bearer ${hub.token}` },
    })
  ).text()

describe('formatted letters', () => {
  it('become clean HTML and a text that reads well', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(page, 'Dear you,')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Bold' }).click()
    await page.keyboard.type('important')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Read our guide')
    for (const _ of 'our guide') await page.keyboard.press('Shift+ArrowLeft')
    await page.waitForTimeout(100)
    await page.keyboard.press('Control+k')
    const dialog = page.getByRole('dialog', { name: 'Link' })
    // Escape leaves the dialog, not the letter, and the words are still chosen.
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await page.waitForTimeout(100)
    await page.keyboard.press('Control+k')
    await dialog.getByLabel('Address').fill('javascript:alert(1)')
    await page.keyboard.press('Enter')
    await dialog.getByText('Use an address such as').waitFor()
    await dialog.getByLabel('Address').fill('example.com/guide')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.keyboard.type('- one')
    await page.keyboard.press('Enter')
    await page.keyboard.type('two')
    await accessible(page, 'the rich editor')
    await picture(page, 'letters-rich')
    await send(page)
    await written(page, 'important').waitFor()
    const sent = await message(ticket)
    expect(sent.text).toContain(
      'Dear you,\nimportant\nRead our guide (https://example.com/guide)\n- one\n- two',
    )
    const html = await frameOf(sent.id)
    expect(html).toMatch(/<strong>important<\/strong>/)
    expect(html).toMatch(/href="https:\/\/example.com\/guide"/)
    expect(html).toMatch(/<li>/)
    await page.context().close()
  })

  it('take what text processors put on the clipboard, without how it looked', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(page, '')
    await paste(page, {
      png: PIXEL,
      html: `<html><head><style>p{color:red}</style></head><body><!--StartFragment-->
        <p class=MsoNormal style='color:red'>Intro<o:p></o:p></p>
        <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>  </span></span>first</p>
        <p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>1.<span>  </span></span>inner</p>
        <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>  </span></span>second</p>
        <table><tr><td>Size</td><td><b>XL</b></td></tr><tr><td>Price</td><td>10</td></tr></table>
        <img src="https://tracker.example/p.gif"><!--EndFragment--></body></html>`,
    })
    await page.getByText('A picture of another site was left out').waitFor()
    await picture(page, 'letters-pasted')
    const markup = await box(page).innerHTML()
    expect(markup).not.toMatch(/Mso|style="color|o:p|tracker/)
    expect(await box(page).locator('ul > li').count()).toBe(2)
    expect(await box(page).locator('ul > li > ol > li').innerText()).toBe('inner')
    expect(await box(page).locator('table tr').count()).toBe(2)
    // The picture of the words that such programs add is not what was meant.
    expect(await page.getByRole('list', { name: 'Attachments' }).count()).toBe(0)
    await send(page)
    await written(page, 'Price').waitFor()
    const { text, id } = await message(ticket)
    expect(text).toContain('Intro\n- first\n  1. inner\n- second\nSize | XL\nPrice | 10')
    expect(await frameOf(id)).toMatch(/<td style="border:1px/)
    await page.context().close()
  })

  it('carry pictures among the words, described for those who do not see them', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(page, 'See: ')
    await paste(page, { png: PIXEL })
    const shot = box(page).locator('img:not(.ProseMirror-separator)')
    await expect.poll(() => shot.getAttribute('src')).toMatch(/^\/api\/v1\/attachments\//)
    await shot.click()
    await page.getByRole('button', { name: 'Describe' }).click()
    await page.getByLabel('Description').fill('The label')
    await page.keyboard.press('Enter')
    await page.getByText('Draft saved').waitFor()
    // A draft brings it back.
    await page.reload()
    await box(page).locator('img[alt="The label"]').waitFor()
    expect(await page.getByRole('list', { name: 'Attachments' }).count()).toBe(0)
    await send(page)
    await written(page, 'See:').waitFor()
    const { id, text } = await message(ticket)
    expect(text).toContain('[The label]')
    const { attachments } = await call<{ attachments: { inline: boolean }[] }>(hub, 'GET', `/messages/${id}`)
    expect(attachments.map((file) => file.inline)).toEqual([true])
    expect(await frameOf(id)).toMatch(/<img[^>]+alt="The label"/)
    await page.context().close()
  })

  it('go to plain text and back without losing words or format', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(page, 'First line')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Bold' }).click()
    await page.keyboard.type('bold line')
    await plain(page)
    const area = page.locator('textarea[aria-label="Reply"]')
    expect(await area.inputValue()).toBe('First line\nbold line')
    await area.fill('A changed line\nbold line')
    await page.getByText('Draft saved').waitFor()
    await plain(page)
    await box(page).locator('strong', { hasText: 'bold line' }).waitFor()
    await box(page).getByText('A changed line').waitFor()
    await page.context().close()
  })

  it('offer emoji in both editors, by words of both languages', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(page, 'Fine :grazie')
    await page
      .getByRole('option', { name: /thanks/ })
      .first()
      .waitFor()
    await page.keyboard.press('Enter')
    await box(page).getByText('Fine 🙏').waitFor()
    await page.getByRole('button', { name: 'Emoji' }).click()
    await page.getByRole('searchbox', { name: 'Search emoji' }).fill('parcel')
    await page.getByRole('button', { name: 'package' }).waitFor()
    await accessible(page, 'the emoji picker')
    await page.keyboard.press('Enter')
    await box(page).getByText('📦').waitFor()
    await plain(page)
    const area = page.locator('textarea[aria-label="Reply"]')
    await area.press('End')
    await area.pressSequentially(' :caff')
    await page.getByRole('option', { name: 'coffee' }).click()
    expect(await area.inputValue()).toContain('☕ ')
    await plain(page)
    await page.context().close()
  })
})

describe('letters that wait', () => {
  it('are sent and the ticket moves as chosen, and the choice stays', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(page, 'Kept open')
    await page.getByRole('button', { name: 'More ways to send' }).click()
    await page.getByRole('menuitem', { name: 'Send and keep open' }).click()
    await written(page, 'Kept open').waitFor()
    expect((await call<Ticket>(hub, 'GET', `/tickets/${ticket.id}`)).status).toBe('open')
    await write(page, 'Then resolved')
    await page.getByRole('button', { name: 'Send and keep open' }).waitFor()
    await page.getByRole('button', { name: 'More ways to send' }).click()
    await page.getByRole('menuitem', { name: 'Send', exact: true }).click()
    await written(page, 'Then resolved').waitFor()
    await write(page, 'Snoozed')
    await page.getByRole('button', { name: 'More ways to send' }).click()
    await page.getByRole('menuitem', { name: 'Send and snooze until' }).click()
    await page.getByRole('button', { name: /^Tomorrow/ }).click()
    await written(page, 'Snoozed').waitFor()
    expect((await call<Ticket>(hub, 'GET', `/tickets/${ticket.id}`)).status).toBe('snoozed')
    await page.context().close()
  })

  it('for their hour are listed, changed, and sent now', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(page, 'Good morning')
    await page.getByRole('button', { name: 'Send later' }).click()
    await page.getByRole('button', { name: /^Tomorrow morning/ }).click()
    const list = page.getByRole('list', { name: 'Scheduled messages' })
    await list.getByText('Good morning').waitFor()
    await accessible(page, 'scheduled messages')
    await picture(page, 'letters-scheduled')
    await list.getByRole('button', { name: 'Edit' }).click()
    await box(page).getByText('Good morning').waitFor()
    await list.waitFor({ state: 'hidden' })
    await box(page).press('End')
    await box(page).pressSequentially(' to you')
    await page.getByRole('button', { name: 'Send later' }).click()
    await page.getByRole('button', { name: /^In an hour/ }).click()
    await list.getByRole('button', { name: 'Send now' }).click()
    await list.waitFor({ state: 'hidden' })
    const arrived = async () =>
      (await mailbox(hub, ticket.from)).some((mail) => mail.text.includes('Good morning to you'))
    await expect.poll(arrived, { timeout: 15_000 }).toBe(true)
    await page.context().close()
  })

  it('for a connection are kept, over a reload too, and go out once when their author says so', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(page, 'Written in a tunnel')
    await page.getByText('Draft saved').waitFor()
    // The first one arrives, but its answer does not.
    await page.route('**/replies', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await send(page)
    const waiting = page.getByRole('region', { name: 'Waiting to be sent' })
    await waiting.waitFor()
    await page.reload()
    await waiting.waitFor()
    await waiting.getByRole('button', { name: 'Show' }).click()
    await waiting.getByText('Written in a tunnel').waitFor()
    await accessible(page, 'the outbox')
    await picture(page, 'letters-outbox')
    await page.unroute('**/replies')
    await waiting.getByRole('button', { name: 'Send', exact: true }).click()
    await waiting.waitFor({ state: 'hidden' })
    await written(page, 'Written in a tunnel').waitFor()
    const { items } = await call<{ items: { message?: { kind: string } }[] }>(
      hub,
      'GET',
      `/tickets/${ticket.id}/timeline`,
    )
    expect(items.filter((item) => item.message?.kind === 'outbound')).toHaveLength(1)
    await page.context().close()
  })

  it('for a connection can be changed first', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(page, 'Not quite')
    await page.context().setOffline(true)
    await send(page)
    await page.getByText(/is kept in this browser/).waitFor()
    await page.context().setOffline(false)
    const waiting = page.getByRole('region', { name: 'Waiting to be sent' })
    await waiting.getByRole('button', { name: 'Show' }).click()
    await waiting.getByRole('button', { name: 'Edit' }).click()
    await box(page).getByText('Not quite').waitFor()
    await waiting.waitFor({ state: 'hidden' })
    await page.context().close()
  })
})

describe('letters in two windows', () => {
  it('follow each other, and nothing is lost when both write', async () => {
    const ticket = await begun()
    const one = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    const two = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(one, 'From the first')
    await one.getByText('Draft saved').waitFor()
    await two.getByRole('button', { name: 'Reply', exact: true }).first().click()
    await box(two).getByText('From the first').waitFor()
    await box(two).press('End')
    await box(two).pressSequentially(', then the second')
    await box(one).getByText('From the first, then the second').waitFor()
    // Both at once: the first does not hear of the second.
    await one.context().setOffline(true)
    await box(one).press('End')
    await box(one).pressSequentially(' (tunnel)')
    await box(two).press('End')
    await box(two).pressSequentially(' (office)')
    await two.getByText('Draft saved').waitFor()
    await expect
      .poll(async () => (await call<{ text: string }>(hub, 'GET', `/tickets/${ticket.id}/drafts/reply`)).text)
      .toContain('(office)')
    await one.context().setOffline(false)
    await one.getByText('Another window wrote something else here').waitFor({ timeout: 30_000 })
    await accessible(one, 'the other window')
    await one.getByRole('button', { name: 'Take that one' }).click()
    await box(one).getByText('(office)').waitFor()
    await one.getByText('(tunnel)').waitFor()
    // Sent in one window, it closes in the other.
    await send(one)
    await box(two).waitFor({ state: 'hidden' })
    await one.context().close()
    await two.context().close()
  })
})

describe('forwards and quotations', () => {
  it('begin with whom they go to', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await page.getByRole('region', { name: 'Timeline' }).waitFor()
    await page.getByRole('button', { name: 'Forward' }).waitFor()
    // Typed at once: nothing gets lost on the way to the field.
    await page.keyboard.press('f')
    await page.keyboard.type('depot@example.net')
    const to = page.getByRole('combobox', { name: 'To' })
    await expect.poll(() => to.inputValue()).toBe('depot@example.net')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove depot@example.net' }).waitFor()
    await box(page, 'Forward').pressSequentially('Please see')
    await page.getByText('Draft saved').waitFor()
    // Who opens it again knows to whom: the words go on.
    await page.keyboard.press('Escape')
    await page.keyboard.press('f')
    await page.keyboard.type(' to this')
    await box(page, 'Forward').getByText('Please see to this').waitFor()
    await page.getByRole('button', { name: 'Remove depot@example.net' }).waitFor()
    await page.context().close()
  })

  it('choose the files that go along', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    await write(page, 'Two files')
    await page.locator('input[type=file]:not([accept])').setInputFiles([
      { name: 'one.txt', mimeType: 'text/plain', buffer: Buffer.from('1') },
      { name: 'two.txt', mimeType: 'text/plain', buffer: Buffer.from('2') },
    ])
    await page.getByRole('list', { name: 'Attachments' }).getByText('two.txt').waitFor()
    await page.getByRole('list', { name: 'Attachments' }).getByText('one.txt').waitFor()
    await send(page)
    await written(page, 'Two files').waitFor()
    await page
      .getByRole('button', { name: /^Actions for the message of Mara|^More for|Mara Rossi/ })
      .last()
      .click()
    await page.getByRole('menuitem', { name: 'Forward' }).click()
    await page.getByRole('combobox', { name: 'To' }).fill('depot@example.net')
    await page.keyboard.press('Enter')
    await page.getByRole('group', { name: 'Files that go along' }).getByLabel('one.txt').uncheck()
    await box(page, 'Forward').pressSequentially('Please see')
    await page.getByText('Draft saved').waitFor()
    // A forward is kept on the server like any letter.
    await page.reload()
    await box(page, 'Forward').getByText('Please see').waitFor()
    await accessible(page, 'a forward')
    await picture(page, 'letters-forward')
    await send(page)
    await written(page, 'Please see').waitFor()
    const { id } = await message(ticket)
    const { attachments } = await call<{ attachments: { filename: string }[] }>(hub, 'GET', `/messages/${id}`)
    expect(attachments.map((file) => file.filename)).toEqual(['two.txt'])
    await page.context().close()
  })

  it('quote the words that were marked', async () => {
    const ticket = await begun('First point.\nSecond point.')
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    const words = page.getByRole('region', { name: 'Timeline' }).getByText('First point.')
    await words.waitFor()
    await words.evaluate((element) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.textContent!.indexOf('Second')
        if (at < 0) continue
        getSelection()!.setBaseAndExtent(node, at, node, at + 'Second point.'.length)
        return
      }
    })
    await page.keyboard.press('r')
    await box(page).locator('blockquote', { hasText: 'Second point.' }).waitFor()
    expect(await box(page).locator('blockquote').innerText()).not.toContain('First')
    await box(page).pressSequentially('Agreed.')
    await send(page)
    await written(page, 'Agreed.').waitFor()
    expect((await message(ticket)).text).toMatch(/wrote .*:\n> Second point\.\n\s*Agreed\./)
    await page.context().close()
  })
})

describe('channels that carry less', () => {
  it('count as they count, and keep the formatted words for later', async () => {
    const ticket = await begun()
    const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}` })
    // No such channel ships yet; what the server says of one is put on top of the real one.
    await page.route('**/reply-options*', async (route) => {
      const answer = await route.fetch()
      const options = await answer.json()
      const can = options.channels[0].capabilities
      const small = {
        html: false,
        text_limit: { count: 2, unit: 'sms_segments' },
        attachments: null,
        subject: false,
      }
      options.channels.push({
        ...options.channels[0],
        id: '01890000-0000-7000-8000-000000000001',
        name: 'Mobile',
        capabilities: { ...can, ...small },
      })
      await route.fulfill({ response: answer, json: options })
    })
    await write(page, 'Hello ')
    await page.getByRole('button', { name: 'Bold' }).click()
    await page.keyboard.type('you')
    const choose = async (from: string, to: RegExp) => {
      await page.getByRole('button', { name: `Channel: ${from}` }).click()
      await page.getByRole('menuitem', { name: to }).click()
    }
    await choose('Support', /^Mobile/)
    const area = page.locator('textarea[aria-label="Reply"]')
    expect(await area.inputValue()).toBe('Hello you')
    await page.getByText('151 left · 1 text message').waitFor()
    expect(await page.getByRole('button', { name: 'Attach files' }).count()).toBe(0)
    await area.fill('it’s')
    await page.getByText('“’” makes each text message carry less').waitFor()
    await area.fill('a'.repeat(400))
    await page.getByText('3 text messages: too long').first().waitFor()
    await picture(page, 'letters-counter')
    await send(page)
    await page.getByText('This is longer than the channel carries').waitFor()
    await area.fill('Hello you')
    await choose('Mobile', /^Support/)
    await box(page).locator('strong', { hasText: 'you' }).waitFor()
    await page.context().close()
  })
})

describe('first letters and signatures', () => {
  it('keep a new ticket that was closed half-written', async () => {
    const page = await signedIn('mara')
    await page.getByRole('button', { name: 'New ticket' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New ticket' })
    await dialog.getByRole('combobox', { name: 'To' }).fill('first@example.org')
    await page.keyboard.press('Enter')
    await dialog.getByLabel('Subject').fill('Good news')
    await box(page, 'Message').pressSequentially('We have it.')
    await accessible(page, 'a new ticket')
    await picture(page, 'letters-new')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'New ticket' }).first().click()
    await box(page, 'Message').getByText('We have it.').waitFor()
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await page.waitForURL(/\/inbox\/mine\/\d+/)
    await written(page, 'We have it.').waitFor()
    await page.context().close()
  })

  it('put a formatted signature below a formatted letter', async () => {
    const ticket = await begun()
    const page = await signedIn('jonas', { path: '/settings/profile' })
    const signature = box(page, 'Signature')
    await signature.click()
    await page.getByRole('button', { name: 'Bold' }).click()
    await page.keyboard.type('Jonas Keller')
    await accessible(page, 'the signature')
    await picture(page, 'letters-signature')
    const form = page.locator('form', { has: signature })
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').waitFor()
    await page.goto(`/inbox/all/${ticket.number}`)
    await write(page, 'Done.')
    await send(page)
    await written(page, 'Done.').waitFor()
    const { id, text } = await message(ticket)
    expect(text).toContain('-- \nJonas Keller')
    expect(await frameOf(id)).toContain('<strong>Jonas Keller</strong>')
    await page.context().close()
  })
})

describe('the composer on small and dark screens', () => {
  it('fits a phone, in Italian and in the dark', async () => {
    const ticket = await begun()
    for (const [name, options] of [
      ['phone', { viewport: PHONE }],
      ['dark', { viewport: DESK, colorScheme: 'dark' as const }],
    ] as const) {
      const page = await signedIn('mara', { path: `/inbox/all/${ticket.number}`, ...options })
      await write(page, name === 'phone' ? 'From a phone' : '')
      await fits(page, name)
      await accessible(page, name)
      await picture(page, `letters-${name}`)
      await page.context().close()
    }
  })

  it('complains about nothing', () => expect(complaints).toEqual([]))
})
