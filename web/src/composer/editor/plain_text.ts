// Formatted words as plain text, the way people write mails without formatting: for the text part and the plain editor.
import type { Node } from '@tiptap/pm/model'

/** The text of a document: lists with signs, quotations with ">", links with their address, tables line by line. */
export const plainText = (doc: Node): string =>
  blocks(doc)
    .join('\n')
    .replace(/[ \t]+$/gm, '')
    .trimEnd()

/** The text of each block of the document, by which a text edited meanwhile finds its blocks again. */
export function blockTexts(doc: Node): string[] {
  const texts: string[] = []
  doc.forEach((child) => texts.push(block(child).join('\n').trimEnd()))
  return texts
}

function blocks(parent: Node): string[] {
  const lines: string[] = []
  parent.forEach((child) => lines.push(...block(child)))
  return lines
}

function block(node: Node): string[] {
  switch (node.type.name) {
    case 'bulletList':
      return items(node, () => '- ')
    case 'orderedList':
      return items(node, (index) => `${(node.attrs.start as number) + index}. `)
    case 'blockquote':
      return blocks(node).map((line) => (line ? `> ${line}` : '>'))
    case 'horizontalRule':
      return ['---']
    case 'table':
      return rows(node)
    case 'codeBlock':
      return node.textContent.split('\n')
    default:
      return node.isTextblock ? inline(node).split('\n') : blocks(node)
  }
}

function items(list: Node, sign: (index: number) => string): string[] {
  const lines: string[] = []
  list.forEach((item, _, index) => {
    const mark = sign(index)
    blocks(item).forEach((line, at) => lines.push((at ? ' '.repeat(mark.length) : mark) + line))
  })
  return lines
}

function rows(table: Node): string[] {
  const lines: string[] = []
  table.forEach((row) => {
    const cells: string[] = []
    row.forEach((cell) => cells.push(blocks(cell).join(' ').trim()))
    lines.push(cells.join(' | '))
  })
  return lines
}

function inline(node: Node): string {
  let text = ''
  let link = ''
  let label = ''
  /** The address after its words, unless they are the address. */
  const close = () => {
    if (link && !sameAddress(label, link)) text += ` (${link.replace(/^mailto:|^tel:/, '')})`
    link = label = ''
  }
  node.forEach((child) => {
    const href = child.marks.find((mark) => mark.type.name === 'link')?.attrs.href as string | undefined
    if ((href ?? '') !== link) {
      close()
      link = href ?? ''
    }
    const words = said(child)
    text += words
    label += words
  })
  close()
  return text
}

function said(node: Node): string {
  if (node.isText) return node.text ?? ''
  if (node.type.name === 'hardBreak') return '\n'
  if (node.type.name === 'mention') return `@${node.attrs.label ?? ''}`
  if (node.type.name === 'picture') return node.attrs.alt ? `[${node.attrs.alt}]` : ''
  return node.textContent
}

const bare = (address: string) => address.replace(/^(https?:\/\/|mailto:|tel:)/, '').replace(/\/$/, '')
const sameAddress = (label: string, link: string) => bare(label.trim()) === bare(link)
