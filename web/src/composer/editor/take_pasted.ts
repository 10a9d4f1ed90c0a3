// What happens to what is pasted into the editor, or dropped on it.
import type { EditorProps } from '@tiptap/pm/view'
import { t } from '@/i18n'
import { toast } from '@/ui/toasts'
import { cleanPasted, parsePasted } from './pasted'
import { isPicture, pastedPicture, type Pictures } from './pictures'

type Taking = Pick<EditorProps, 'transformPastedHTML' | 'handlePaste' | 'handleDrop'>

/** Words stay words, pictures go among them, other files beside them (`attach`). */
export function takePasted(pictures: () => Pictures | null, attach: (files: File[]) => void): Taking {
  return {
    transformPastedHTML(html) {
      let left = 0
      const clean = cleanPasted(html, (source) => {
        const mine = pictures()
        const here = source.startsWith('data:image/') || isOurs(source)
        if (!mine || !here) {
          left += source && mine ? 1 : 0
          return null
        }
        const image = document.createElement('img')
        const known = /^\/api\/v1\/attachments\/([0-9a-f-]{36})$/.exec(pathOf(source))?.[1]
        if (known && mine.own.has(known)) image.setAttribute('src', pathOf(source))
        else
          image.setAttribute(
            'data-upload',
            mine.begin(() => pastedPicture(source)),
          )
        return image
      })
      if (left) toast(t('picture.left_out', { n: left }, left))
      return clean
    },
    handlePaste(view, event) {
      const files = filesOf(event.clipboardData)
      if (!files.length) return false
      event.preventDefault()
      take(view, files, view.state.selection.from)
      return true
    },
    handleDrop(view, event, _, moved) {
      const files = moved ? [] : [...((event as DragEvent).dataTransfer?.files ?? [])]
      if (!files.length) return false
      event.preventDefault()
      // The form around would attach them once more.
      event.stopPropagation()
      const at = view.posAtCoords({ left: (event as DragEvent).clientX, top: (event as DragEvent).clientY })
      take(view, files, at?.pos ?? view.state.selection.from)
      return true
    },
  }

  function take(view: Parameters<NonNullable<Taking['handlePaste']>>[0], files: File[], at: number) {
    const mine = pictures()
    const shown = mine ? files.filter(isPicture) : []
    for (const file of [...shown].reverse()) {
      const node = view.state.schema.nodes.picture.create({ upload: mine?.begin(file) })
      view.dispatch(view.state.tr.insert(at, node))
    }
    const others = files.filter((file) => !shown.includes(file))
    if (others.length) attach(others)
  }
}

/** Files that were copied; text processors and sheets also put a picture of their words there, which nobody wants. */
export function filesOf(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])]
  if (!files.length || !data) return []
  const html = data.getData('text/html')
  const words = html ? parsePasted(html).body.textContent?.trim() : ''
  return words || data.getData('text/plain').trim() ? [] : files
}

const pathOf = (source: string) => (source.startsWith('data:') ? '' : new URL(source, location.href).pathname)
function isOurs(source: string): boolean {
  try {
    const url = new URL(source, location.href)
    return url.origin === location.origin && /^\/api\/v1\/(attachments|remote-image)\b/.test(url.pathname)
  } catch {
    return false
  }
}
