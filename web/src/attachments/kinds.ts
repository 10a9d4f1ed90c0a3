// What can be shown of a file, and which files one should not open lightly.
export type Preview = 'image' | 'pdf' | 'table' | 'text' | 'audio' | 'video'

export interface Named {
  filename: string
  content_type: string
  size: number
}

const TEXT = new Set(
  'txt log md json jsonl xml yaml yml toml ini conf cfg ics vcf eml srt diff patch sql css'.split(' '),
)
const MEDIA: Record<string, Preview> = {
  pdf: 'pdf',
  csv: 'table',
  tsv: 'table',
  mp3: 'audio',
  wav: 'audio',
  ogg: 'audio',
  m4a: 'audio',
  mp4: 'video',
  webm: 'video',
}
/** The only ones the server hands out as pictures. */
const PICTURES = /^image\/(png|jpeg|gif|webp|avif|bmp)$/
/** Larger pictures and documents are for programs of their own. */
const MOST_BYTES: Record<Preview, number> = {
  image: 30_000_000,
  pdf: 30_000_000,
  table: Infinity,
  text: Infinity,
  audio: Infinity,
  video: Infinity,
}

/** Lower case, without the dot; empty when there is none. */
export const extension = (filename: string) => /\.([^.\s/\\]{1,12})$/.exec(filename)?.[1].toLowerCase() ?? ''

function byType(type: string): Preview | null {
  if (PICTURES.test(type)) return 'image'
  if (type === 'application/pdf') return 'pdf'
  if (type === 'text/csv' || type === 'text/tab-separated-values') return 'table'
  if (/^audio\/(?!midi)/.test(type)) return 'audio'
  if (type.startsWith('video/')) return 'video'
  if (/^text\/(plain|markdown|calendar|vcard|x-log)$/.test(type) || type === 'application/json') return 'text'
  return null
}

/** How a file can be shown; null when it can only be downloaded. */
export function previewOf(file: Named): Preview | null {
  const type = file.content_type.split(';')[0].trim().toLowerCase()
  const ending = extension(file.filename)
  if (danger(file.filename)) return null
  const named = MEDIA[ending] ?? (TEXT.has(ending) ? 'text' : null)
  // Many mailers call every file octet-stream or plain text; the name says more.
  const vague = type === 'application/octet-stream' || type === 'text/plain' || type === ''
  const found = vague ? (named ?? byType(type)) : (byType(type) ?? named)
  return found && file.size <= MOST_BYTES[found] ? found : null
}

const PROGRAMS =
  'exe com scr bat cmd pif msi msix msp mst cpl dll sys drv jar jnlp app dmg pkg deb rpm apk appimage run bin gadget hta reg inf lnk url scf application'
const SCRIPTS = 'js jse mjs vbs vbe wsf wsh wsc ps1 psm1 sh bash zsh py pl rb php ahk sct'
const PAGES = 'htm html xhtml xht shtml mht mhtml svg svgz xsl xslt chm'
const MACROS = 'docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm xll iqy slk one'
const DISKS = 'iso img vhd vhdx'
const ARCHIVES = 'zip rar 7z ace arj cab gz tgz tar bz2 xz z'

export type Danger = 'program' | 'script' | 'page' | 'macro' | 'disk' | 'archive' | 'disguised'
const KINDS: [Danger, Set<string>][] = (
  [
    ['program', PROGRAMS],
    ['script', SCRIPTS],
    ['page', PAGES],
    ['macro', MACROS],
    ['disk', DISKS],
    ['archive', ARCHIVES],
  ] as const
).map(([kind, words]) => [kind, new Set(words.split(' '))])

const HARMLESS = /\.(pdf|docx?|xlsx?|pptx?|txt|jpe?g|png|gif|csv|mp[34])\s*[. _-]*\.[^.]+$/i

/** What opening the file could do; null for what is not known to do harm. */
export function danger(filename: string): Danger | null {
  const kind = KINDS.find(([, endings]) => endings.has(extension(filename)))?.[0] ?? null
  // invoice.pdf.exe: the name was made to be misread.
  if (kind && kind !== 'archive' && HARMLESS.test(filename)) return 'disguised'
  return kind
}
