// What can wait until the screen shows what cannot.
import { onScopeDispose, readonly, ref, shallowRef, watch, type Ref } from 'vue'

/** A hidden page is not painted: then it is done after this long, in milliseconds. */
const HIDDEN = 100

/** Runs `work` when what has changed until now is painted. Answers how to call it off. */
export function afterPaint(work: () => void): () => void {
  let waiting = true
  const once = () => {
    if (waiting) work()
    waiting = false
  }
  requestAnimationFrame(() => setTimeout(once))
  setTimeout(once, HIDDEN)
  return () => (waiting = false)
}

/** Follows `source`, one frame behind it. */
export function usePainted<T>(source: () => T): Readonly<Ref<T>> {
  const painted = shallowRef(source())
  let forget = () => {}
  watch(source, () => {
    forget()
    forget = afterPaint(() => (painted.value = source()))
  })
  onScopeDispose(() => forget())
  return painted
}

/** Becomes true when the calling component has been painted. */
export function useShown(): Readonly<Ref<boolean>> {
  const shown = ref(false)
  onScopeDispose(afterPaint(() => (shown.value = true)))
  return readonly(shown)
}
