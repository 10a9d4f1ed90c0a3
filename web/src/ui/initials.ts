// The one or two signs that stand for a name in its circle.

const signs = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const first = (words: string) => signs.segment(words).containing(0)?.segment ?? ''

/** Of the first and the last word, whole signs as people see them; of a name without letters its first sign. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{M}\p{N} ]/gu, ' ')
    .split(' ')
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
  if (!words.length) return first(name.trim()) || '?'
  const last = words.length > 1 ? words[words.length - 1] : words[0].slice(first(words[0]).length)
  return (first(words[0]) + first(last)).toLocaleUpperCase()
}
