// Files dragged onto a form, or pasted into it beside the words.
import { ref } from 'vue'
import { filesOf } from './editor/take_pasted'

export function useDrops(add: (files: File[]) => void) {
  const dragging = ref(false)
  function drop(event: DragEvent) {
    dragging.value = false
    if (event.dataTransfer?.files.length) add([...event.dataTransfer.files])
  }
  function paste(event: ClipboardEvent) {
    // The rich editor took what it could use.
    if (event.defaultPrevented) return
    const files = filesOf(event.clipboardData)
    if (!files.length) return
    event.preventDefault()
    add(files)
  }
  return { dragging, drop, paste }
}
