// A ticket looked at closely: its files, its senders, its messages, on paper, and joined with another.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { accessible, complaints, DESK, fits, hub, PHONE, picture, signedIn, useBrowser } from './browser'
import { call, customerWrites, ingest, type Ticket } from './hub'
import { letter, pdf, PNG, tone, type Letter } from './letters'

useBrowser()

const timeline = (page: Page) => page.getByRole('region', { name: 'Timeline' })

/** Files it and answers its ticket. */
async function filed(mail: Letter): Promise<Ticket> {
  expect(ingest(hub, letter(mail))).toBe(0)
  const found = await call<{ tickets: { ticket: Ticket }[] }>(
    hub,
    'GET',
    `/search?q=${encodeURIComponent(mail.subject)}`,
  )
  const ticket = found.tickets.find((one) => one.ticket.subject === mail.subject)?.ticket
  if (!ticket) throw new Error(`no ticket for ${mail.subject}`)
  return ticket
}

/** The id other mails answer: of the newest of the ticket. */
async function last(ticket: Ticket): Promise<string> {
  const { items } = await call<{ items: { message?: { id: string } }[] }>(
    hub,
    'GET',
    `/tickets/${ticket.id}/timeline`,
  )
  const id = items.filter((item) => item.message).at(-1)!.message!.id
  const mails = await call<{ items: { id: string }[] }>(
    hub,
    'GET',
    '/sandbox/mails?address=chat%40example.org',
  )
  return mails.items.some((mail) => mail.id === id) ? id : mails.items.at(-1)!.id
}

const file = (name: string, type: string, bytes: Buffer | string = 'x') => ({
  name,
  type,
  bytes: Buffer.from(bytes),
})

describe('files', () => {
  it('are looked at one after the other, with the keys alone', async () => {
    const made = await filed({
      id: 'files@mail.example',
      from: 'Ada Files <files@mail.example>',
      subject: 'Files of all kinds',
      text: 'Here they are.',
      files: [
        file('photo.png', 'image/png', PNG),
        file('invoice.pdf', 'application/pdf', pdf(3)),
        file('orders.csv', 'text/csv', 'Number;Item\n4711;"Chair; oak"\n'),
        file('server.log', 'application/octet-stream', 'first line\ngià\n'),
        file('voice.wav', 'audio/wav', tone()),
        file('setup.exe', 'application/octet-stream', 'MZ'),
        file('page.html', 'text/html', '<script>alert(1)</script>'),
      ],
    })
    const page = await signedIn('mara', { path: `/inbox/all/${made.number}` })
    const list = timeline(page).getByRole('list', { name: 'Attachments' })
    await list.getByRole('button', { name: 'Look at photo.png' }).press('Enter')
    const viewer = page.getByRole('dialog')
    await viewer.getByRole('heading', { name: 'photo.png' }).waitFor()
    const shown = viewer.getByRole('img', { name: 'photo.png' })
    await shown.waitFor()
    // The keys are the viewer's from the start: Enter presses nothing.
    expect(await viewer.evaluate((dialog) => dialog === document.activeElement)).toBe(true)
    const before = (await shown.boundingBox())!.width
    await page.keyboard.press('+')
    await expect.poll(async () => (await shown.boundingBox())!.width).toBeGreaterThan(before)
    await viewer.getByRole('button', { name: '125 %' }).waitFor()
    await picture(page, 'viewer-image')
    await accessible(page, 'picture in the viewer')

    await page.keyboard.press('ArrowRight')
    await viewer.getByText('3 pages').waitFor()
    const frame = viewer.locator('iframe')
    expect(await frame.getAttribute('sandbox')).toBe('allow-scripts')
    await frame.contentFrame().locator('canvas').first().waitFor()
    await frame.contentFrame().getByText('Page 1 of the invoice').waitFor({ state: 'attached' })
    await picture(page, 'viewer-pdf')
    await accessible(page, 'document in the viewer')
    // Its scripts have no origin: they see nothing of ours.
    const origin = await page
      .frames()
      .find((one) => one.url().endsWith('/pdf.html'))!
      .evaluate(() => self.origin)
    expect(origin).toBe('null')

    await page.keyboard.press('ArrowRight')
    await viewer.getByRole('cell', { name: 'Chair; oak' }).waitFor()
    await accessible(page, 'table in the viewer')
    await page.keyboard.press('ArrowRight')
    await viewer.getByText('già').waitFor()
    await page.keyboard.press('ArrowRight')
    const seconds = () => viewer.locator('audio').evaluate((player: HTMLAudioElement) => player.duration)
    await expect.poll(seconds).toBeCloseTo(1, 1)
    // After the last comes the first; what has no preview is not among them.
    await page.keyboard.press('ArrowRight')
    await viewer.getByRole('heading', { name: 'photo.png' }).waitFor()
    await viewer.getByText('1 of 5').waitFor()
    await page.keyboard.press('Escape')
    await viewer.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('that could do harm are saved only after a warning', async () => {
    const made = await filed({
      id: 'danger@mail.example',
      from: 'eve@mail.example',
      subject: 'Files that bite',
      text: 'Open me',
      files: [file('invoice.pdf.exe', 'application/pdf', 'MZ'), file('plan.docm', 'application/msword', 'x')],
    })
    const page = await signedIn('mara', { path: `/inbox/all/${made.number}` })
    await page.getByRole('button', { name: 'Download invoice.pdf.exe' }).click()
    await page.getByText('The name pretends to be another kind of file').waitFor()
    await accessible(page, 'warning')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Download plan.docm' }).click()
    await page.getByText('can contain macros').waitFor()
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download anyway' }).click(),
    ])
    expect(saved.suggestedFilename()).toBe('plan.docm')
    await page.context().close()
  })

  it('are folded when there are fifty, and come in one archive', async () => {
    const made = await filed({
      id: 'fifty@mail.example',
      from: 'fifty@mail.example',
      subject: 'Fifty files',
      text: 'All of them',
      files: Array.from({ length: 50 }, (_, n) => file(`page ${n + 1}.txt`, 'text/plain', `${n}`)),
    })
    const page = await signedIn('mara', { path: `/inbox/all/${made.number}` })
    const list = timeline(page).getByRole('list', { name: 'Attachments' })
    await list.first().waitFor()
    expect(await list.getByRole('listitem').count()).toBe(8)
    await picture(page, 'files-folded')
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      timeline(page)
        .getByRole('button', { name: /Download all 50 files/ })
        .click(),
    ])
    expect(saved.suggestedFilename()).toBe('Fifty files.zip')
    await timeline(page).getByRole('button', { name: '+42 more' }).click()
    expect(await list.getByRole('listitem').count()).toBe(50)
    await page.context().close()
  })
})

describe('a message', () => {
  it('says who vouches for its sender, and shows its source', async () => {
    const made = await filed({
      id: 'vouched@mail.example',
      from: 'Ada <ada@mail.example>',
      subject: 'Who am I',
      html: '<p>It is me</p>',
      headers:
        'Received: from mail.example by mx.example.com; Sun, 22 Nov 2026 02:00:00 +0000\r\n' +
        'Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=mail.example; dmarc=fail header.from=mail.example',
    })
    const page = await signedIn('mara', { path: `/inbox/all/${made.number}` })
    const more = page.getByRole('button', { name: 'More about the message from Ada' })
    await more.press('Enter')
    await page.getByRole('menuitem', { name: 'Sender check and header' }).click()
    await page.getByText('SPF: pass').waitFor()
    await page.getByText('is not confirmed by mail.example').waitFor()
    await page.getByText('Checked by mx.example.com').waitFor()
    await accessible(page, 'header')
    await picture(page, 'headers')
    await page.keyboard.press('Escape')
    await more.click()
    await page.getByRole('menuitem', { name: 'Source' }).click()
    await page
      .getByRole('region', { name: 'Source' })
      .getByText('Message-ID: <vouched@mail.example>')
      .waitFor()
    await more.click()
    await page.getByRole('menuitem', { name: 'Plain text' }).click()
    await timeline(page).getByText('It is me').waitFor()
    await page.context().close()
  })

  it('wider than the pane is drawn smaller, until one asks for its size', async () => {
    const made = await filed({
      id: 'wide@mail.example',
      from: 'news@mail.example',
      subject: 'Wide letter',
      html: `<table width="900"><tr><td style="min-width:900px">${'wide '.repeat(40)}</td></tr></table>`,
    })
    const page = await signedIn('mara', { path: `/inbox/all/${made.number}` })
    await page.getByText('Wider than the pane: shown at').waitFor()
    const overflow = () =>
      timeline(page)
        .locator('iframe')
        .evaluate((frame: HTMLIFrameElement) => {
          const root = frame.contentDocument!.documentElement
          return root.scrollWidth - root.clientWidth
        })
    expect(await overflow()).toBeLessThanOrEqual(1)
    await page.getByRole('button', { name: 'Actual size' }).click()
    expect(await overflow()).toBeGreaterThan(100)
    await fits(page, 'wide letter')
    await page.context().close()
  })

  it('keeps the words of its tables whole, and lets wide rows scroll by themselves', async () => {
    const heads = [
      'Item',
      'Quantity',
      'Warehouse',
      'Delivered',
      'Invoice',
      'Discount',
      'Remaining',
      'Reference',
    ]
    const row = (words: string[]) => `<tr>${words.map((word) => `<td>${word}</td>`).join('')}</tr>`
    const address = `https://example.org/${'track'.repeat(60)}`
    const made = await filed({
      id: 'tables@mail.example',
      from: 'shop@mail.example',
      subject: 'Letter with tables',
      html:
        `<p>${'Words around a table keep their size. '.repeat(9)}</p>` +
        `<table>${row(heads)}${row(heads.map((head) => `${head}understanding`))}</table>` +
        `<table><tr><td>Reference</td><td>${'long value '.repeat(300)}</td></tr>` +
        `<tr><td>Address</td><td>${address}</td></tr></table>`,
    })
    for (const look of [{}, { viewport: PHONE }]) {
      const page = await signedIn('mara', { path: `/inbox/all/${made.number}`, ...look })
      const frame = timeline(page).locator('iframe')
      await frame.contentFrame().getByText('Warehouse', { exact: true }).waitFor()
      await page.waitForTimeout(300)
      const seen = await frame.evaluate((shown: HTMLIFrameElement) => {
        const letter = shown.contentDocument!
        const root = letter.documentElement
        const [rows, pairs] = letter.querySelectorAll('table')
        const [label, , , address] = pairs.querySelectorAll('td')
        const box = rows.parentElement!
        const lines = (element: HTMLElement) => {
          const range = letter.createRange()
          range.selectNodeContents(element)
          return new Set([...range.getClientRects()].map((rect) => Math.round(rect.top))).size
        }
        return {
          sideways: root.scrollWidth - root.clientWidth,
          zoomed: letter.body.style.zoom,
          scrolls: box.scrollWidth - box.clientWidth,
          cut: [...rows.querySelectorAll('td'), label].filter((cell) => lines(cell) > 1).length,
          address: lines(address),
        }
      })
      expect(seen).toMatchObject({ sideways: 0, zoomed: '', cut: 0 })
      expect(seen.scrolls).toBeGreaterThan(20)
      // What no line can hold is broken all the same.
      expect(seen.address).toBeGreaterThan(1)
      await fits(page, 'letter with tables')
      await picture(page, `letter-tables-${look.viewport ? 'phone' : 'desk'}`)
      await page.context().close()
    }
  })

  it('is linked to, and reported as spam with a way back', async () => {
    const made = await customerWrites(hub, { from: 'link@example.org', subject: 'Link me', text: 'one' })
    const items = (
      await call<{ items: { message?: { id: string } }[] }>(hub, 'GET', `/tickets/${made.id}/timeline`)
    ).items
    const id = items.find((item) => item.message)!.message!.id
    const page = await signedIn('mara', { path: `/tickets/${made.number}#message-${id}` })
    await timeline(page).locator(`[data-entry="${id}"][data-marked]`).waitFor()
    await page.getByRole('button', { name: /More about the message/ }).click()
    await page.getByRole('menuitem', { name: 'Mark as spam' }).click()
    await page.getByRole('button', { name: 'Status: Spam' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Status: Open', exact: true }).waitFor()
    await page.context().close()
  })

  it('from a stranger is let in or split off where it stands', async () => {
    const made = await filed({
      id: 'first@mail.example',
      from: 'Ada <ada2@mail.example>',
      subject: 'A stranger comes',
      text: 'Hello',
    })
    ingest(
      hub,
      letter({
        id: 'second@mail.example',
        from: 'Bob <bob2@mail.example>',
        subject: 'Re: A stranger comes',
        text: 'Me too',
        answers: 'first@mail.example',
      }),
    )
    const page = await signedIn('mara', { path: `/inbox/all/${made.number}` })
    const mark = timeline(page).locator('article', { hasText: 'Not part of this ticket' })
    await mark.getByRole('button', { name: 'Split off' }).click()
    await page.getByText('A new ticket of Bob with 1 message').waitFor()
    await accessible(page, 'split')
    await page.keyboard.press('Escape')
    await mark.getByRole('button', { name: 'Let them take part' }).click()
    await mark.waitFor({ state: 'detached' })
    await page.context().close()
  })
})

describe('a chat', () => {
  it('reads as lines of two people, with the days between', async () => {
    const made = await customerWrites(hub, {
      from: 'chat@example.org',
      name: 'Ada',
      subject: 'Chat',
      text: 'Hello?',
    })
    for (const text of ['Anybody there?', 'It is about my order'])
      await customerWrites(hub, {
        from: 'chat@example.org',
        name: 'Ada',
        subject: 'Chat',
        text,
        answers: await last(made),
      })
    await call(hub, 'POST', `/tickets/${made.id}/replies`, {
      text: 'Yes, we are!',
      seen_message_id: null,
      confirm_newer: true,
    })
    await call(hub, 'POST', `/tickets/${made.id}/notes`, { text: 'Knows us since long' })
    const page = await signedIn('mara', { path: '/inbox/mine' })
    // There is no such channel yet: its one fact is put into the answers of the real server.
    await page.route('**/timeline?**', async (route) => {
      const answer = await route.fetch()
      const timeline = (await answer.json()) as { items: { message?: { kind: string; chat: boolean } }[] }
      for (const { message } of timeline.items) if (message) message.chat = message.kind !== 'note'
      await route.fulfill({ response: answer, json: timeline })
    })
    await page.goto(`/inbox/all/${made.number}`)
    await timeline(page).getByText('Yes, we are!').waitFor()
    const day = timeline(page).getByRole('heading', { level: 3 })
    await day.first().waitFor()
    const [theirs, ours] = await Promise.all(
      ['Hello?', 'Yes, we are!'].map((words) => timeline(page).getByText(words).boundingBox()),
    )
    expect(theirs!.x).toBeLessThan(ours!.x)
    // The second and the third line are one group: one name for both.
    const names = timeline(page).locator('article').getByText('Ada', { exact: true })
    expect(await names.count()).toBe(2)
    await accessible(page, 'chat')
    await picture(page, 'chat')
    await page.context().close()
  })
})

describe('two tickets', () => {
  it('are compared before they become one', async () => {
    const [one, two] = [
      await customerWrites(hub, { from: 'merge1@example.org', subject: 'Merge source', text: 'one' }),
      await customerWrites(hub, { from: 'merge2@example.org', subject: 'Merge target', text: 'two' }),
    ]
    await call(hub, 'PATCH', `/tickets/${one.id}`, { tags: ['urgent case'] })
    const page = await signedIn('mara', { path: `/inbox/all/${one.number}` })
    await timeline(page).locator('article').first().waitFor()
    await page.keyboard.press('m')
    await page.getByRole('menuitem', { name: 'Merge into another ticket' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill(`#${two.number}`)
    await page.getByRole('option', { name: /Merge target/ }).click()
    await page.getByText('1 message moves').waitFor()
    await page.getByText('These tags are added: urgent case').waitFor()
    await page.getByText('belong to different people').waitFor()
    await page.getByText(`#${one.number} is closed and points to #${two.number}`).waitFor()
    await accessible(page, 'merge')
    await picture(page, 'merge')
    await page.getByRole('button', { name: 'Merge the other way round' }).click()
    await page.getByText(`#${two.number} is closed and points to #${one.number}`).waitFor()
    await page.getByRole('button', { name: 'Merge the other way round' }).click()
    await page.getByRole('button', { name: 'Merge', exact: true }).click()
    await page.waitForURL(`**/inbox/all/${two.number}`)
    await page.context().close()
  })
})

describe('paper', () => {
  it('gets the whole ticket without the desk around it', async () => {
    const made = await customerWrites(hub, {
      from: 'paper@example.org',
      subject: 'On paper',
      text: `print me\n${'a line of the letter\n'.repeat(120)}the last line`,
    })
    const page = await signedIn('mara')
    await page.addInitScript(() => {
      window.print = () => document.documentElement.setAttribute('data-printed', '')
    })
    await page.goto(`/print/tickets/${made.number}`)
    await page.locator('html[data-printed]').waitFor()
    await page.getByText('print me').waitFor()
    expect(await page.getByRole('navigation').count()).toBe(0)
    await picture(page, 'paper')
    const sheets = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)
    expect(sheets?.length).toBeGreaterThanOrEqual(3)
    await page.context().close()
  })
})

describe('odd tickets', () => {
  it('fit: a long subject, forty tags, names from everywhere, on a desk and on a phone', async () => {
    const made = await customerWrites(hub, {
      from: 'odd@example.org',
      name: 'محمد علي 🎉 بن عبد الله',
      subject: `${'Very long subject about everything '.repeat(9).slice(0, 296)} end`,
      text: 'مرحبا 👋 hello',
    })
    await call(hub, 'PATCH', `/tickets/${made.id}`, {
      tags: Array.from({ length: 40 }, (_, n) => `tag number ${n + 1}`),
    })
    for (const [name, viewport] of [
      ['desk', DESK],
      ['phone', PHONE],
    ] as const) {
      const page = await signedIn('mara', { viewport, path: `/inbox/all/${made.number}` })
      await timeline(page).locator('article').first().waitFor()
      await fits(page, `odd ticket, ${name}`)
      await accessible(page, `odd ticket, ${name}`)
      await picture(page, `odd-${name}`)
      await page.keyboard.press('Shift+E')
      await page.getByRole('textbox', { name: 'Subject' }).waitFor()
      await page.keyboard.press('Escape')
      await page.context().close()
    }
  })
})
