// Draws the icons of the installed app from the sign of the house: `node scripts/icons.mjs` after it changed.
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const folder = new URL('../public/icons/', import.meta.url).pathname
const strokes =
  '<g fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"><path d="M7 9h4c5 0 5 7 10 7h4"/><path d="M7 23h4c5 0 5-7 10-7"/><path d="M7 16h6"/></g>'
const ground = (radius) => `<rect width="32" height="32" rx="${radius}" fill="#4a55d1"/>`
// What a mask leaves of a maskable icon is a circle of four fifths; platforms round the others themselves or not at all.
const smaller = `<g transform="translate(4.8 4.8) scale(.7)">${strokes}</g>`
const icons = {
  192: [192, ground(8) + strokes],
  512: [512, ground(8) + strokes],
  maskable: [512, ground(0) + smaller],
  'apple-touch': [180, ground(0) + smaller],
  // Of this one only the shape counts.
  badge: [96, strokes],
}
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
})
for (const [name, [size, drawing]] of Object.entries(icons)) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(
    `<style>*{margin:0}svg{display:block}</style><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="${size}" height="${size}">${drawing}</svg>`,
  )
  await page.screenshot({ path: `${folder}${name}.png`, omitBackground: true })
  await page.close()
}
await browser.close()
