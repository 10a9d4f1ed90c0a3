// Files by name and type: shown, downloaded, warned about.
import { describe, expect, it } from 'vitest'
import { danger, previewOf } from './kinds'

const file = (filename: string, content_type = 'application/octet-stream', size = 1000) => ({
  filename,
  content_type,
  size,
})

describe('previews', () => {
  it('go by the type, and by the name where the type says nothing', () => {
    expect(previewOf(file('a.png', 'image/png'))).toBe('image')
    expect(previewOf(file('scan.PDF'))).toBe('pdf')
    expect(previewOf(file('scan', 'application/pdf; name=scan'))).toBe('pdf')
    expect(previewOf(file('orders.csv', 'text/plain'))).toBe('table')
    expect(previewOf(file('server.log'))).toBe('text')
    expect(previewOf(file('voice.ogg', 'audio/ogg'))).toBe('audio')
    expect(previewOf(file('clip.mp4', 'video/mp4'))).toBe('video')
    expect(previewOf(file('letter.docx'))).toBeNull()
  })
  it('never show what could run, whatever its type says', () => {
    expect(previewOf(file('a.html', 'text/plain'))).toBeNull()
    expect(previewOf(file('a.svg', 'image/png'))).toBeNull()
    expect(previewOf(file('a.js', 'text/plain'))).toBeNull()
    expect(previewOf(file('x', 'image/svg+xml'))).toBeNull()
    expect(previewOf(file('x', 'text/html'))).toBeNull()
  })
  it('leave huge pictures and documents to other programs', () => {
    expect(previewOf(file('a.png', 'image/png', 40_000_000))).toBeNull()
    expect(previewOf(file('a.mp4', 'video/mp4', 900_000_000))).toBe('video')
  })
})

describe('dangers', () => {
  it.each([
    ['setup.EXE', 'program'],
    ['run.ps1', 'script'],
    ['page.html', 'page'],
    ['prices.xlsm', 'macro'],
    ['all.iso', 'disk'],
    ['papers.zip', 'archive'],
    ['invoice.pdf.exe', 'disguised'],
    ['photo.jpg .js', 'disguised'],
    ['notes.txt', null],
    ['letter.docx', null],
    ['no ending', null],
  ])('%s: %s', (name, kind) => expect(danger(name)).toBe(kind))
})
