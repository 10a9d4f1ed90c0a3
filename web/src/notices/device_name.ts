// What a browser is called in the list of devices, read from what it says of itself.

const first = (text: string, known: [RegExp, string][]) => known.find(([sign]) => sign.test(text))?.[1]

/** Such as `Firefox, Linux`. Browsers name others they resemble: the more particular ones are asked first. */
export function deviceName(userAgent: string): string {
  const browser = first(userAgent, [
    [/Edg(A|iOS)?\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/SamsungBrowser\//, 'Samsung Internet'],
    [/Firefox\/|FxiOS\//, 'Firefox'],
    [/Chrome\/|CriOS\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ])
  const system = first(userAgent, [
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/CrOS/, 'ChromeOS'],
    [/Mac OS X/, 'Mac'],
    [/Linux/, 'Linux'],
  ])
  return [browser, system].filter(Boolean).join(', ') || 'Browser'
}
