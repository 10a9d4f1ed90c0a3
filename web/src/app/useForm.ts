// A form that is being sent: busy, what went wrong, and which field it was.
import { ref } from 'vue'
import { Problem } from '@/api/request'
import { fieldText, problemText } from '@/i18n/problem_text'

export function useForm() {
  const busy = ref(false)
  const failure = ref('')
  const fields = ref<Record<string, string>>({})

  /** Runs `send`; true when it worked. Nothing typed is touched when it did not. */
  async function submit(send: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    failure.value = ''
    fields.value = {}
    try {
      await send()
      return true
    } catch (error) {
      if (error instanceof Problem)
        for (const field of error.errors) fields.value[field.pointer.replace(/^#?\//, '')] = fieldText(field)
      failure.value = problemText(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, failure, fields, submit }
}
