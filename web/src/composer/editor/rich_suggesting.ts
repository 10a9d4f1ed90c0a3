// Suggestions in the rich editor.
import { Extension, type Content, type Range } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import Suggestion, { type SuggestionKeyDownProps, type SuggestionProps } from '@tiptap/suggestion'
import { VueRenderer } from '@tiptap/vue-3'
import type { Attachment } from '@/api/types'
import { gapIn } from '@/canned/marked'
import { place } from './place'
import type { AnySuggesting, Listed } from './suggesting'

/** An extension that offers what `one` says. `files` hears of files that go along. */
export const richSuggesting = (one: AnySuggesting, files: (files: Attachment[]) => void) =>
  Extension.create({
    name: `suggesting-${one.name}`,
    addProseMirrorPlugins() {
      const { editor } = this
      const pluginKey = new PluginKey<{ range?: Range }>(`suggesting-${one.name}`)
      return [
        Suggestion({
          editor,
          pluginKey,
          char: one.char,
          allowSpaces: one.spaces ?? false,
          allowedPrefixes: [' ', '\u00a0'],
          items: ({ query }) => (query.length < (one.least ?? 0) ? [] : (one.items?.(query) ?? [])),
          command: ({ range: offered, props }) => {
            let cleared = false
            // The list may be older than the last letters typed: they go too.
            const range = () =>
              cleared ? editor.state.selection : (pluginKey.getState(editor.state)?.range ?? offered)
            const put = (content: Content) => {
              if (editor.isDestroyed) return
              const { from } = range()
              editor.chain().focus().insertContentAt(range(), content).run()
              const gap = gapIn(editor.state.doc, Math.max(0, from - 1), editor.state.selection.to)
              if (gap) editor.chain().setTextSelection(gap).scrollIntoView().run()
            }
            one.insert(props, {
              text: (text) => put({ type: 'text', text }),
              html: put,
              clear: () => (cleared = editor.chain().focus().deleteRange(range()).run()),
              files,
            })
          },
          // Nothing happens inside code: a colon there is a colon. Words after "and / or" are no search.
          allow: ({ editor, state, range }) =>
            !editor.isActive('codeBlock') &&
            !editor.isActive('code') &&
            !/^.\s/.test(state.doc.textBetween(range.from, range.to)),
          render: () => popup(one),
        }),
      ]
    },
  })

export function popup(one: Pick<AnySuggesting, 'list' | 'props' | 'items'>) {
  let shown: VueRenderer | null = null
  const listed = () => shown?.ref as Listed | null | undefined
  const told = ({ items, query, command }: SuggestionProps) => ({
    ...one.props,
    ...(one.items ? { items } : {}),
    query,
    command,
  })
  const lay = (props: SuggestionProps) => {
    const box = props.clientRect?.()
    const element = shown?.element as HTMLElement | undefined
    if (box && element) place(element, box, !one.items)
  }
  const end = () => {
    shown?.element?.remove()
    shown?.destroy()
    shown = null
  }
  return {
    onStart(props: SuggestionProps) {
      shown = new VueRenderer(one.list, { props: told(props), editor: props.editor })
      if (shown.element) document.body.append(shown.element)
      lay(props)
    },
    onUpdate(props: SuggestionProps) {
      shown?.updateProps(told(props))
      lay(props)
    },
    onKeyDown({ event }: SuggestionKeyDownProps): boolean {
      if (!shown) return false
      if (event.key === 'Escape') {
        if (listed()?.found === false) return false
        event.preventDefault()
        event.stopPropagation()
        end()
        return true
      }
      return listed()?.key(event) ?? false
    },
    onExit: end,
  }
}
