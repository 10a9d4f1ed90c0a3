// A picture among the words.
import { mergeAttributes, Node } from '@tiptap/core'
import { VueNodeViewRenderer } from '@tiptap/vue-3'
import PictureView from './PictureView.vue'
import type { Pictures } from './pictures'

export const Picture = Node.create<{ pictures: Pictures | null }>({
  name: 'picture',
  group: 'inline',
  inline: true,
  atom: true,
  draggable: true,
  addOptions: () => ({ pictures: null }),
  addAttributes: () => ({
    src: { default: null },
    alt: { default: '' },
    /** Key of the upload while it is under way. */
    upload: {
      default: null,
      parseHTML: (element) => element.getAttribute('data-upload'),
      renderHTML: ({ upload }) => (upload ? { 'data-upload': upload } : {}),
    },
  }),
  parseHTML: () => [{ tag: 'img[data-upload]' }, { tag: 'img[src^="/api/v1/attachments/"]' }],
  renderHTML: ({ HTMLAttributes }) => ['img', mergeAttributes(HTMLAttributes)],
  addNodeView: () => VueNodeViewRenderer(PictureView),
})
