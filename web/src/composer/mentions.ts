// "@" in a note offers the colleagues.
import Mention from '@tiptap/extension-mention'
import type { SuggestionKeyDownProps, SuggestionProps } from '@tiptap/suggestion'
import { VueRenderer } from '@tiptap/vue-3'
import type { Agent } from '@/api/types'
import MentionList from './MentionList.vue'

export function mentions(agents: () => Agent[]) {
  return Mention.configure({
    HTMLAttributes: { class: 'mention' },
    suggestion: {
      items: ({ query }) =>
        agents()
          .filter((agent) => agent.name.toLocaleLowerCase().includes(query.toLocaleLowerCase()))
          .slice(0, 6),
      command: ({ editor, range, props }) => {
        const agent = props as unknown as Agent
        const node = { type: 'mention', attrs: { id: agent.id, label: agent.name } }
        editor
          .chain()
          .focus()
          .insertContentAt(range, [node, { type: 'text', text: ' ' }])
          .run()
      },
      render: list,
    },
  })
}

function list() {
  let shown: VueRenderer | null = null
  const place = (props: SuggestionProps) => {
    const box = props.clientRect?.()
    const element = shown?.element as HTMLElement | undefined
    if (!box || !element) return
    element.style.position = 'fixed'
    element.style.left = `${Math.min(box.left, innerWidth - 240)}px`
    element.style.bottom = `${innerHeight - box.top + 4}px`
  }
  return {
    onStart(props: SuggestionProps) {
      shown = new VueRenderer(MentionList, { props, editor: props.editor })
      if (shown.element) document.body.append(shown.element)
      place(props)
    },
    onUpdate(props: SuggestionProps) {
      shown?.updateProps(props)
      place(props)
    },
    onKeyDown(props: SuggestionKeyDownProps): boolean {
      if (props.event.key === 'Escape') {
        props.event.stopPropagation()
        shown?.element?.remove()
        return true
      }
      return (shown?.ref as { key(event: KeyboardEvent): boolean } | null)?.key(props.event) ?? false
    },
    onExit() {
      shown?.element?.remove()
      shown?.destroy()
      shown = null
    },
  }
}
