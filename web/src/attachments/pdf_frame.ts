// The page that draws PDF files. It lives in a sandbox without an origin and without a network: the bytes come from the
// page around it, and whatever a file does to this code, it finds nothing here.
import * as pdf from 'pdfjs-dist/build/pdf.min.mjs'
import * as worker from 'pdfjs-dist/build/pdf.worker.min.mjs'
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist'

// Without an origin there are no workers; the sandbox has a process of its own anyway.
Object.assign(globalThis, { pdfjsWorker: worker })

const sheet = new CSSStyleSheet()
sheet.replaceSync(`
  html { color-scheme: light dark; background: light-dark(#e8e8ee, #101113); }
  body { margin: 0; }
  main { display: flex; flex-direction: column; align-items: safe center; gap: 12px; padding: 12px; outline: none; }
  section { position: relative; background: #fff; box-shadow: 0 1px 4px #0004; }
  canvas { display: block; width: 100%; height: 100%; }
  p { position: absolute; inset: 0; overflow: hidden; margin: 0; color: transparent; opacity: 0; pointer-events: none; }
`)
document.adoptedStyleSheets = [sheet]
const main = document.querySelector('main')!
main.tabIndex = 0

const tell = (words: object) => parent.postMessage(words, '*')
const MOST_PAGES = 1000
let zoom = 1
let pages: { proxy: PDFPageProxy; box: HTMLElement; drawn: number }[] = []

const near = new IntersectionObserver(
  (seen) => seen.forEach((entry) => entry.isIntersecting && draw(entry.target as HTMLElement)),
  { rootMargin: '800px 0px' },
)

/** The width that fits the frame, times what the reader asked for. */
function scaleOf(proxy: PDFPageProxy) {
  const wide = proxy.getViewport({ scale: 1 }).width
  return (Math.min(document.documentElement.clientWidth - 24, 1000) / wide) * zoom
}
function lay() {
  for (const page of pages) {
    const { width, height } = page.proxy.getViewport({ scale: scaleOf(page.proxy) })
    page.box.style.width = `${Math.floor(width)}px`
    page.box.style.height = `${Math.floor(height)}px`
    near.unobserve(page.box)
    near.observe(page.box)
  }
}
async function draw(box: HTMLElement) {
  const page = pages.find((one) => one.box === box)
  if (!page) return
  const sharp = Math.min(devicePixelRatio || 1, 2)
  const scale = scaleOf(page.proxy) * sharp
  if (page.drawn === scale) return
  page.drawn = scale
  const viewport = page.proxy.getViewport({ scale })
  const canvas = document.createElement('canvas')
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  await page.proxy.render({ canvas, viewport, annotationMode: pdf.AnnotationMode.ENABLE }).promise
  if (page.drawn !== scale) return
  const words = document.createElement('p')
  const content = await page.proxy.getTextContent()
  words.textContent = content.items.map((item) => ('str' in item ? item.str : '')).join(' ')
  box.replaceChildren(canvas, words)
}
async function open(bytes: ArrayBuffer) {
  const file: PDFDocumentProxy = await pdf.getDocument({
    data: new Uint8Array(bytes),
    enableXfa: false,
    disableWorkerRendering: true,
    useWasm: false,
  }).promise
  const count = Math.min(file.numPages, MOST_PAGES)
  for (let number = 1; number <= count; number++) {
    const proxy = await file.getPage(number)
    const box = document.createElement('section')
    box.setAttribute('aria-label', `${number} / ${file.numPages}`)
    main.append(box)
    pages = [...pages, { proxy, box, drawn: 0 }]
    if (number === 1) tell({ pages: file.numPages })
    if (number === 1 || number % 20 === 0) lay()
  }
  lay()
}

addEventListener('message', (event) => {
  if (event.source !== parent) return
  const { bytes, to } = event.data as { bytes?: ArrayBuffer; to?: number }
  if (to) {
    zoom = to
    lay()
  }
  if (bytes && !pages.length) open(bytes).catch((error: Error) => tell({ failed: error.name }))
})
addEventListener('resize', lay)
// Closing and turning pages are the business of the page around.
addEventListener('keydown', (event) => {
  if (['Escape', 'ArrowLeft', 'ArrowRight', '+', '-', '0', 'd'].includes(event.key)) tell({ key: event.key })
})
tell({ ready: true })
