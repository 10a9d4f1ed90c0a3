// A ref that survives a reload, per device.
import { ref, watch, type Ref } from 'vue'

export function remembered<T>(name: string, initial: T): Ref<T> {
  const key = `centralino.${name}`
  let start = initial
  try {
    const stored = localStorage.getItem(key)
    if (stored !== null) start = JSON.parse(stored) as T
  } catch {
    localStorage.removeItem(key)
  }
  const value = ref(start) as Ref<T>
  watch(value, (next) => localStorage.setItem(key, JSON.stringify(next)), { deep: true })
  return value
}
