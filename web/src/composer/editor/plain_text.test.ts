import { getSchema } from '@tiptap/core'
import { describe, expect, it } from 'vitest'
import { words } from './extensions'
import { plainText } from './plain_text'
import { regained } from './regained'

const schema = getSchema(words(null))
const p = (...content: object[]) => ({ type: 'paragraph', content })
const text = (said: string, ...marks: object[]) => ({ type: 'text', text: said, marks })
const link = (href: string) => ({ type: 'link', attrs: { href } })
const item = (...content: object[]) => ({ type: 'listItem', content })
const doc = (...content: object[]) => schema.nodeFromJSON({ type: 'doc', content })

const letter = doc(
  p(text('Dear Ada,')),
  p(),
  p(
    text('see '),
    text('our guide', link('https://example.com/guide')),
    text(' or write to '),
    text('us@example.com', link('mailto:us@example.com')),
  ),
  {
    type: 'bulletList',
    content: [
      item(p(text('one'))),
      item(p(text('two')), { type: 'orderedList', attrs: { start: 1 }, content: [item(p(text('inner')))] }),
    ],
  },
  { type: 'blockquote', content: [p(text('said')), p()] },
  {
    type: 'table',
    content: ['A', 'B'].map((row) => ({
      type: 'tableRow',
      content: [1, 2].map((cell) => ({ type: 'tableCell', content: [p(text(`${row}${cell}`))] })),
    })),
  },
  p({ type: 'picture', attrs: { src: '/api/v1/attachments/x', alt: 'The label' } }),
)
const said = `Dear Ada,

see our guide (https://example.com/guide) or write to us@example.com
- one
- two
  1. inner
> said
>
A1 | A2
B1 | B2
[The label]`

describe('formatted words as plain text', () => {
  it('say everything the formatting said', () => expect(plainText(letter)).toBe(said))

  it('come back as they were when nothing was changed', () => {
    expect(regained(schema, letter, said).eq(letter)).toBe(true)
  })

  it('keep the format of the lines left alone', () => {
    const edited = said
      .replace('> said\n>\n', 'No quotation.\nBut two lines.\n')
      .replace('Dear Ada,', 'Hello Ada,')
    const back = regained(schema, letter, edited)
    expect(plainText(back)).toBe(edited)
    const kinds: string[] = []
    back.forEach((node) => kinds.push(node.type.name))
    // From the first change to the last the words are plain; the table and the picture below are still there.
    expect(kinds.slice(-2)).toEqual(['table', 'paragraph'])
    expect(back.lastChild?.firstChild?.type.name).toBe('picture')
  })

  it('lose nothing when everything is written anew', () => {
    expect(plainText(regained(schema, letter, 'Only this.'))).toBe('Only this.')
    expect(plainText(regained(schema, letter, ''))).toBe('')
    expect(plainText(regained(schema, letter, `${said}\n\nP.S.`))).toBe(`${said}\n\nP.S.`)
  })
})
