// Sends the letter of a form: refuses what is not ready, asks when the ticket moved on, says what became of it.
import { computed, ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { Problem } from '@/api/request'
import type { Id, Message, ReplyChannel, Ticket } from '@/api/types'
import { me } from '@/app/session'
import { mediumTime } from '@/i18n/format'
import { problemText } from '@/i18n/problem_text'
import { cancelMessage } from '@/ticket/sending'
import { toast } from '@/ui/toasts'
import { looksRight } from './addresses'
import type { Letter, Slot } from './letter'
import { sendLetter, type Sending } from './send'

interface Form {
  ticket: Ticket
  slot: Slot
  letter: Ref<Letter>
  plain: Ref<boolean>
  mentioned: Ref<Id[]>
  channel: Ref<ReplyChannel | undefined>
  /** Files on their way, and those that did not make it. */
  files: { settled: () => Promise<unknown>; uploads: readonly unknown[] }
  /** Puts the draft where it is kept, before the letter goes. */
  flush: () => Promise<unknown>
  forget: (alsoFiles: boolean) => Promise<unknown>
  sent: () => void
}

export function useSending(form: Form) {
  const { t } = useI18n()
  const { letter, slot } = form
  const note = slot === 'note'
  const sending = ref(false)
  const failure = ref('')
  /** What came in meanwhile, when the server asks whether it was read. */
  const newer = ref<Message[] | null>(null)
  let last: Sending = {}

  const problem = computed(() => {
    if (form.files.uploads.length) return t('composer.failed_uploads')
    if (!letter.value.text.trim() && !letter.value.files.length && slot !== 'forward')
      return t('composer.empty')
    if (note) return ''
    const all = [...letter.value.to, ...letter.value.cc, ...letter.value.bcc]
    if (!letter.value.to.length) return t('composer.no_recipient')
    const mail = (form.channel.value?.kind ?? 'email') === 'email'
    const wrong = all.find((one) => mail && !looksRight(one.address))
    return wrong ? t('composer.wrong_address', { address: wrong.address }) : ''
  })

  async function send(how: Sending = {}) {
    if (sending.value) return
    last = how
    sending.value = true
    try {
      await form.files.settled()
      failure.value = problem.value
      if (failure.value) return
      await form.flush()
      const words = form.plain.value ? { ...letter.value, html: null } : letter.value
      const message = await sendLetter(form.ticket.id, slot, words, {
        ...how,
        mentionIds: form.mentioned.value,
      })
      await form.forget(false)
      if (!note) said(message, how)
      form.sent()
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict_newer_messages')
        newer.value = (error.body.newer as Message[]) ?? []
      else
        failure.value =
          error instanceof Problem && error.status === 0 ? t('composer.offline') : problemText(error)
    } finally {
      sending.value = false
    }
  }

  function said(message: Message, how: Sending) {
    const undo = { label: t('ui.undo'), run: () => void cancelMessage(message) }
    if (how.sendAt) return toast(t('composer.said_later', { time: mediumTime(how.sendAt) }), { action: undo })
    const left = message.due_at
      ? Date.parse(message.due_at) - Date.now()
      : (me.value?.undo_seconds ?? 0) * 1000
    if (left > 500) toast(t('composer.said'), { action: undo, milliseconds: left, counts: true })
  }

  function confirmNewer() {
    newer.value = null
    void send({ ...last, confirmNewer: true })
  }
  return { sending, failure, newer, send, confirmNewer }
}
