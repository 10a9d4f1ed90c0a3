// Colours of a chart: the house's own for text and lines, and series that differ in lightness too.
import { shownTheme } from '@/app/theme'

const SERIES = {
  light: ['#4a55d1', '#0f8a73', '#c77700', '#b3261e', '#7a3fb0', '#5c6470'],
  dark: ['#8b95ff', '#4cc9ad', '#f2b35a', '#ff8f86', '#c79bf0', '#a9b0bd'],
}

export function palette() {
  const dark = shownTheme() === 'dark'
  return {
    series: dark ? SERIES.dark : SERIES.light,
    text: dark ? '#b0b3be' : '#53565f',
    line: dark ? '#2b2d35' : '#e3e3ea',
  }
}
