// What people call the browser and the system behind a User-Agent header; only the common ones, all else as it is.

const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bOPR\/|\bOPT\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]
const first = (known: [RegExp, string][], agent: string) =>
  known.find(([mark]) => mark.test(agent))?.[1] ?? ''

export interface Device {
  browser: string
  system: string
  mobile: boolean
}

/** Empty words for what is not known. */
export function device(agent: string | null): Device {
  const text = agent ?? ''
  const system = first(SYSTEMS, text)
  return {
    browser: first(BROWSERS, text),
    system,
    mobile: /\bMobile\b/.test(text) || ['iPhone', 'iPad', 'Android'].includes(system),
  }
}
