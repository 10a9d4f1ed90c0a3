// Light, dark, or as the system says; remembered on this device.
import { ref, watch } from 'vue'

export type Theme = 'system' | 'light' | 'dark'
const STORED = 'centralino.theme'
const stored = localStorage.getItem(STORED)
export const theme = ref<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system')

const system = matchMedia('(prefers-color-scheme: dark)')
const systemDark = ref(system.matches)
system.addEventListener('change', (event) => (systemDark.value = event.matches))

/** What is really shown. */
export const shownTheme = () =>
  theme.value === 'system' ? (systemDark.value ? 'dark' : 'light') : theme.value

watch(
  theme,
  (value) => {
    if (value === 'system') {
      delete document.documentElement.dataset.theme
      localStorage.removeItem(STORED)
    } else {
      document.documentElement.dataset.theme = value
      localStorage.setItem(STORED, value)
    }
  },
  { immediate: true },
)
