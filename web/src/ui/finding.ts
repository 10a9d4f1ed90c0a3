// Finding in a list that is already here: every word typed stands somewhere in what a row says.
import { computed, ref, type Ref } from 'vue'

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** `about` is what is known of a row, as words. */
export function useFinding<T>(items: Ref<readonly T[]>, about: (item: T) => (string | null | undefined)[]) {
  const typed = ref('')
  const words = computed(() => folded(typed.value).split(/\s+/).filter(Boolean))
  const found = computed(() => {
    if (!words.value.length) return [...items.value]
    return items.value.filter((item) => {
      const told = folded(about(item).filter(Boolean).join(' '))
      return words.value.every((word) => told.includes(word))
    })
  })
  return { typed, found }
}
