// The word of a reason the server gives in an English sentence, to translate by.

/** As `src/http/field_code.rs` makes it: letters are the word, numbers and what follows a colon are values. */
export function coded(reason: string): { code: string; values: string[] } {
  const [sentence, ...rest] = reason.split(': ')
  const values: string[] = []
  const words = sentence.split(/\s+/).flatMap((word) => {
    if (/\d/.test(word)) {
      values.push(word)
      return []
    }
    return word.replace(/[^A-Za-z]/g, '').toLowerCase() || []
  })
  if (rest.length) values.push(rest.join(': '))
  return { code: words.join('_'), values }
}
