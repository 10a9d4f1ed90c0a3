// Whether this page can be seen at all: one in a hidden tab or a minimised window reads nothing.
import { ref } from 'vue'

export const visible = ref(document.visibilityState === 'visible')

document.addEventListener('visibilitychange', () => (visible.value = document.visibilityState === 'visible'))
