// What was typed, once the typing paused.
import { onScopeDispose, ref, watch, type Ref } from 'vue'

export function useTyped(source: Ref<string>, pause = 180): Ref<string> {
  const settled = ref(source.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(source, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => (settled.value = value), pause)
  })
  onScopeDispose(() => clearTimeout(timer))
  return settled
}
