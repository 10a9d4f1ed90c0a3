// Says in a toast that something did not work.
import { problemText } from '@/i18n/problem_text'
import { toast } from './toasts'

export function failed(error: unknown) {
  toast(problemText(error), { tone: 'error' })
}
