// Files dragged onto a form, or pasted into it.
import { ref } from 'vue'

export function useDrops(add: (files: FileList) => void) {
  const dragging = ref(false)
  function drop(event: DragEvent) {
    dragging.value = false
    if (event.dataTransfer?.files.length) add(event.dataTransfer.files)
  }
  function paste(event: ClipboardEvent) {
    if (!event.clipboardData?.files.length) return
    event.preventDefault()
    add(event.clipboardData.files)
  }
  return { dragging, drop, paste }
}
