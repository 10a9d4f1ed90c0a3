// How long something has lasted, in two units at most: "3 days 4 hr".

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

export function lasting(from: string, until: string, language: string): string {
  let seconds = Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 1000))
  const parts: string[] = []
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length)
    seconds -= count * length
    if (!count || parts.length === 2) continue
    parts.push(new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count))
  }
  return parts.join(' ') || new Intl.NumberFormat(language, { style: 'unit', unit: 'second' }).format(0)
}
