// How a letter ends without being sent: thrown away here, or sent or thrown away in another window.
import { watch, type Ref } from 'vue'
import { t } from '@/i18n'
import { confirm } from '@/ui/confirm'
import { toast } from '@/ui/toasts'
import { emptyLetter, worthKeeping, type Letter } from './letter'

/** `forget` drops what is kept of it, `close` the form. Answers what the button does: it asks first. */
export function useDiscarding(
  letter: Ref<Letter>,
  gone: Ref<boolean>,
  forget: (tellServer: boolean) => Promise<void>,
  close: () => void,
) {
  watch(gone, async (is) => {
    if (!is) return
    await forget(false)
    toast(t('other_window.gone'))
    close()
  })
  return async () => {
    if (worthKeeping(letter.value)) {
      const ask = {
        title: t('composer.discard'),
        text: t('composer.discard_sure'),
        yes: t('composer.discard'),
      }
      if (!(await confirm({ ...ask, danger: true }))) return
    }
    await forget(true)
    letter.value = emptyLetter()
    close()
  }
}
