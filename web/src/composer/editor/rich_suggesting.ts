// Suggestions in the rich editor.
import { Extension, type Range } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import Suggestion, { type SuggestionKeyDownProps, type SuggestionProps } from '@tiptap/suggestion'
import { VueRenderer } from '@tiptap/vue-3'
import type { Attachment } from '@/api/types'
import type { AnySuggesting } from './suggesting'
import { place } from './place'

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
          items: ({ query }) => (query.length < (one.least ?? 0) ? [] : one.items(query)),
          command: ({ range: offered, props }) => {
            // The list may be older than the last letters typed: they go too.
            const range = pluginKey.getState(editor.state)?.range ?? offered
            one.insert(props, {
              text: (text) => editor.chain().focus().insertContentAt(range, { type: 'text', text }).run(),
              html: (html) => editor.chain().focus().insertContentAt(range, html).run(),
              files,
            })
          },
          // Nothing happens inside code: a colon there is a colon.
          allow: ({ editor }) => !editor.isActive('codeBlock') && !editor.isActive('code'),
          render: () => popup(one),
        }),
      ]
    },
  })

export function popup(one: Pick<AnySuggesting, 'list'>) {
  let shown: VueRenderer | null = null
  const lay = (props: SuggestionProps) => {
    const box = props.clientRect?.()
    const element = shown?.element as HTMLElement | undefined
    if (box && element) place(element, box)
  }
  const end = () => {
    shown?.element?.remove()
    shown?.destroy()
    shown = null
  }
  return {
    onStart(props: SuggestionProps) {
      shown = new VueRenderer(one.list, { props, editor: props.editor })
      if (shown.element) document.body.append(shown.element)
      lay(props)
    },
    onUpdate(props: SuggestionProps) {
      shown?.updateProps(props)
      lay(props)
    },
    onKeyDown(props: SuggestionKeyDownProps): boolean {
      if (!shown) return false
      if (props.event.key === 'Escape') {
        props.event.preventDefault()
        props.event.stopPropagation()
        end()
        return true
      }
      return (shown.ref as { key(event: KeyboardEvent): boolean } | null)?.key(props.event) ?? false
    },
    onExit: end,
  }
}
