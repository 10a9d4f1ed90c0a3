// Mails made for the tests: with files, in HTML, by the hundred.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ADDRESS, CHANNEL, command, type HubFacts } from './hub'

export interface Part {
  name: string
  type: string
  bytes: Buffer
}

export interface Letter {
  id: string
  from: string
  subject: string
  text?: string
  html?: string
  answers?: string
  files?: Part[]
  headers?: string
  date?: Date
}

const wrapped = (bytes: Buffer) => bytes.toString('base64').replace(/.{1,76}/g, '$&\r\n')

/** A raw mail. */
export function letter(mail: Letter): string {
  const date = (mail.date ?? new Date()).toUTCString().replace('GMT', '+0000')
  const head = [
    ...(mail.headers ? [mail.headers] : []),
    `From: ${mail.from}`,
    `To: ${ADDRESS}`,
    `Subject: ${mail.subject}`,
    `Message-ID: <${mail.id}>`,
    ...(mail.answers ? [`In-Reply-To: <${mail.answers}>`] : []),
    `Date: ${date}`,
    'MIME-Version: 1.0',
  ]
  const words = mail.html ?? mail.text ?? ''
  const body = [
    `Content-Type: text/${mail.html === undefined ? 'plain' : 'html'}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    wrapped(Buffer.from(words)),
  ]
  if (!mail.files?.length) return [...head, ...body].join('\r\n')
  const parts = mail.files.flatMap((file) => [
    '--part',
    `Content-Type: ${file.type}; name="${file.name}"`,
    `Content-Disposition: attachment; filename="${file.name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    wrapped(file.bytes),
  ])
  return [
    ...head,
    'Content-Type: multipart/mixed; boundary=part',
    '',
    '--part',
    ...body,
    ...parts,
    '--part--',
    '',
  ].join('\r\n')
}

/** Many mails at once, through `centralino import`. */
export async function importAll(hub: HubFacts, letters: Letter[]) {
  const path = join(hub.environment.CENTRALINO_DATA_DIR, `${letters[0].id.replace(/\W/g, '-')}.mbox`)
  const quoted = (raw: string) => raw.replace(/^(>*From )/gm, '>$1')
  const asctime = (date = new Date()) =>
    date.toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+).*/, '$1 $3 $2 $5 $4')
  writeFileSync(
    path,
    letters
      .map((one) => `From x@example.org ${asctime(one.date)}\r\n${quoted(letter(one))}\r\n\r\n`)
      .join(''),
  )
  command(hub, ['import', 'mbox', path, '--channel', CHANNEL])
  // That took its time, and connections kept open meanwhile are gone: let Node notice.
  await new Promise((done) => setTimeout(done, 200))
}

/** A PDF file of so many pages, with a few words on each. */
export function pdf(pages: number): Buffer {
  const objects: string[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages} /Kids [${Array.from({ length: pages }, (_, n) => `${4 + 2 * n} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  for (let page = 1; page <= pages; page++) {
    const words = `BT /F1 36 Tf 60 700 Td (Page ${page} of the invoice) Tj ET`
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${3 + 2 * page} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${words.length} >>\nstream\n${words}\nendstream`,
    )
  }
  let out = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = out.length
    out += `${index + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = out.length
  const lines = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`)
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines.join('')}`
  out += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return Buffer.from(out, 'latin1')
}

/** One second of a tone, as WAV. */
export function tone(): Buffer {
  const rate = 8000
  const samples = Buffer.alloc(rate * 2)
  for (let at = 0; at < rate; at++)
    samples.writeInt16LE(Math.round(8000 * Math.sin((at * 440 * 2 * Math.PI) / rate)), at * 2)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}

/** A red picture of one colour, 2 × 2. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==',
  'base64',
)
