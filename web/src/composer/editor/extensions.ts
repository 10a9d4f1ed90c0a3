// What formatted words may be made of: the same for letters, notes and signatures.
import type { AnyExtension } from '@tiptap/core'
import StarterKit from '@tiptap/starter-kit'
import { Picture } from './picture'
import type { Pictures } from './pictures'
import { tables } from './table'

export const words = (pictures: Pictures | null): AnyExtension[] => [
  StarterKit.configure({
    heading: { levels: [1, 2, 3] },
    link: {
      openOnClick: false,
      defaultProtocol: 'https',
      protocols: ['mailto', 'tel'],
      HTMLAttributes: { target: null, rel: null },
    },
    trailingNode: false,
  }),
  ...tables,
  Picture.configure({ pictures }),
]
