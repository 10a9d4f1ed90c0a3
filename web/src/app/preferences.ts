// How I like the screen, the same on every device: kept by the server, at once here, told to it when the hand rests.
import { customRef, type Ref } from 'vue'
import { patch } from '@/api/request'
import { failed } from '@/ui/failed'
import { me } from './session'

const unsaved = new Map<string, unknown>()
let timer: ReturnType<typeof setTimeout> | undefined

async function save(keepalive = false) {
  clearTimeout(timer)
  timer = undefined
  if (!unsaved.size || !me.value) return
  const preferences = Object.fromEntries(unsaved)
  unsaved.clear()
  try {
    await patch('/session/preferences', { preferences }, { keepalive })
  } catch (error) {
    // Tried again with the next change; what was chosen meanwhile is newer.
    for (const [name, value] of Object.entries(preferences)) if (!unsaved.has(name)) unsaved.set(name, value)
    failed(error)
  }
}

/** What the user chose for `name`, or `standard`. Names are small words with `_`. Setting it to undefined forgets it. */
export function preference<T>(name: string, standard: T): Ref<T> {
  return customRef<T>(() => ({
    get: () => (me.value?.preferences[name] as T | undefined) ?? standard,
    set: (value) => {
      if (!me.value) return
      const preferences = { ...me.value.preferences, [name]: value }
      if (value === undefined) delete preferences[name]
      me.value = { ...me.value, preferences }
      unsaved.set(name, value ?? null)
      clearTimeout(timer)
      timer = setTimeout(() => void save(), 400)
    },
  }))
}

// Closing the tab right after a choice does not lose it.
addEventListener('pagehide', () => void save(true))
