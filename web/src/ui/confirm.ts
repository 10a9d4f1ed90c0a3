// Asks before something that cannot be taken back.
import { shallowRef } from 'vue'

export interface Question {
  title: string
  text: string
  yes: string
  danger: boolean
  answer: (yes: boolean) => void
}
export const question = shallowRef<Question | null>(null)

export function confirm(asked: {
  title: string
  text: string
  yes: string
  danger?: boolean
}): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      danger: false,
      ...asked,
      answer(yes) {
        question.value = null
        resolve(yes)
      },
    }
  })
}
