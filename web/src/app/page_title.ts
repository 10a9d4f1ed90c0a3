// What the browser's tab is called: the page, and how much is unread.
import { ref, watchEffect } from 'vue'

/** Of the page alone. */
export const pageTitle = ref('')
/** Told beside it; 0 for nothing. */
export const unreadInTitle = ref(0)

watchEffect(() => {
  const words = pageTitle.value ? `${pageTitle.value} · Centralino` : 'Centralino'
  const unread = unreadInTitle.value
  document.title = unread ? `(${unread > 99 ? '99+' : unread}) ${words}` : words
})
