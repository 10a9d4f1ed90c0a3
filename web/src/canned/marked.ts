// Shows variables and gaps inside an editor for what they are.
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { Node } from '@tiptap/pm/model'
import { GAP, VARIABLE } from './gaps'

const LOOKS = [
  { pattern: VARIABLE, look: 'rounded-sm bg-accent-soft text-accent-text' },
  { pattern: GAP, look: 'rounded-sm bg-warn-soft font-medium text-warn' },
]

export const Marked = Extension.create({
  name: 'marked',
  addProseMirrorPlugins: () => [
    new Plugin({
      key: new PluginKey('marked'),
      props: { decorations: (state) => DecorationSet.create(state.doc, found(state.doc)) },
    }),
  ],
})

function found(doc: Node): Decoration[] {
  const marks: Decoration[] = []
  doc.descendants((node, at) => {
    if (!node.isText || !node.text) return
    for (const { pattern, look } of LOOKS)
      for (const match of node.text.matchAll(pattern))
        marks.push(Decoration.inline(at + match.index, at + match.index + match[0].length, { class: look }))
  })
  return marks
}

/** Where the first gap of a part of a document is. */
export function gapIn(doc: Node, from: number, to: number): { from: number; to: number } | null {
  let place: { from: number; to: number } | null = null
  doc.nodesBetween(from, to, (node, at) => {
    if (place || !node.isText || !node.text) return !place
    const [first] = node.text.matchAll(GAP)
    if (first) place = { from: at + first.index, to: at + first.index + first[0].length }
    return !place
  })
  return place
}
