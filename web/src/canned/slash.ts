// "/" in the rich editor offers the canned replies.
import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import Suggestion, { type SuggestionKeyDownProps, type SuggestionProps } from '@tiptap/suggestion'
import { VueRenderer, type Editor } from '@tiptap/vue-3'
import type { CannedReply } from '@/api/types'
import { gapIn } from './marked'
import SlashList from './SlashList.vue'
import { paragraphs } from '@/composer/editor/from_text'
import { takeReply, type SlashPlace } from './take'

export function slash(place: SlashPlace) {
  return Extension.create({
    name: 'slash',
    addProseMirrorPlugins() {
      return [
        Suggestion<CannedReply, CannedReply>({
          editor: this.editor,
          pluginKey: new PluginKey('slash'),
          char: '/',
          allowSpaces: true,
          allowedPrefixes: [' ', '\u00a0'],
          // Words after "and / or" are no search.
          allow: ({ state, range }) => !/^\/\s/.test(state.doc.textBetween(range.from, range.to)),
          command: ({ editor, range, props }) => {
            editor.chain().focus().deleteRange(range).run()
            void insert(editor as Editor, props, place)
          },
          render: () => list(place),
        }),
      ]
    },
  })
}

async function insert(editor: Editor, reply: CannedReply, place: SlashPlace) {
  const taken = await takeReply(reply.id, place)
  if (!taken || editor.isDestroyed) return
  const { from } = editor.state.selection
  editor
    .chain()
    .focus()
    .insertContent(taken.html ?? paragraphs(taken.text))
    .run()
  const gap = gapIn(editor.state.doc, Math.max(0, from - 1))
  if (gap) editor.chain().setTextSelection(gap).scrollIntoView().run()
}

interface Shown {
  key(event: KeyboardEvent): boolean
  found: boolean
}

function list(place: SlashPlace) {
  let shown: VueRenderer | null = null
  let dismissed = false
  const put = (props: SuggestionProps<CannedReply, CannedReply>) => {
    const box = props.clientRect?.()
    const element = shown?.element as HTMLElement | undefined
    if (!box || !element) return
    element.style.position = 'fixed'
    const width = Math.min(672, innerWidth - 16)
    element.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`
    const above = box.top > innerHeight / 2
    element.style.bottom = above ? `${innerHeight - box.top + 4}px` : ''
    element.style.top = above ? '' : `${box.bottom + 4}px`
  }
  return {
    onStart(props: SuggestionProps<CannedReply, CannedReply>) {
      dismissed = false
      shown = new VueRenderer(SlashList, {
        props: { query: props.query, place, command: props.command },
        editor: props.editor,
      })
      if (shown.element) document.body.append(shown.element)
      put(props)
    },
    onUpdate(props: SuggestionProps<CannedReply, CannedReply>) {
      shown?.updateProps({ query: props.query, command: props.command })
      put(props)
    },
    onKeyDown({ event }: SuggestionKeyDownProps): boolean {
      const picker = shown?.ref as Shown | null
      if (dismissed || !picker) return false
      if (event.key === 'Escape') {
        if (!picker.found) return false
        event.stopPropagation()
        dismissed = true
        shown?.element?.remove()
        return true
      }
      return picker.key(event)
    },
    onExit() {
      shown?.element?.remove()
      shown?.destroy()
      shown = null
    },
  }
}
