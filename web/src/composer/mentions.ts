// "@" in a note offers the colleagues.
import Mention from '@tiptap/extension-mention'
import type { Agent } from '@/api/types'
import { popup } from './editor/rich_suggesting'
import MentionList from './MentionList.vue'

export function mentions(agents: () => Agent[]) {
  const items = (query: string) =>
    agents()
      .filter((agent) => agent.name.toLocaleLowerCase().includes(query.toLocaleLowerCase()))
      .slice(0, 6)
  return Mention.configure({
    HTMLAttributes: { class: 'mention' },
    suggestion: {
      items: ({ query }) => items(query),
      command: ({ editor, range, props }) => {
        const agent = props as unknown as Agent
        const node = { type: 'mention', attrs: { id: agent.id, label: agent.name } }
        editor
          .chain()
          .focus()
          .insertContentAt(range, [node, { type: 'text', text: ' ' }])
          .run()
      },
      render: () => popup({ list: MentionList, items }),
    },
  })
}
