// Sends the letter of a form: refuses what is not ready, asks when the ticket moved on, says what became of it.
import { computed, ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { Problem } from '@/api/request'
import type { Id, Message, ReplyChannel, Ticket } from '@/api/types'
import { me } from '@/app/session'
import { gapsIn } from '@/canned/gaps'
import { mediumTime } from '@/i18n/format'
import { problemText } from '@/i18n/problem_text'
import { cancelMessage } from '@/ticket/sending'
import { toast } from '@/ui/toasts'
import { looksRight } from './addresses'
import { picturesOf, type Pictures } from './editor/pictures'
import { worthKeeping, type Letter, type Slot } from './letter'
import { overload } from './limits'
import { keepForLater } from './outbox'
import { parcel, sendParcel, type Sending } from './send'
import { textLength } from './text_length'

interface Form {
  ticket: Ticket
  slot: Slot
  letter: Ref<Letter>
  plain: Ref<boolean>
  mentioned: Ref<Id[]>
  channel: Ref<ReplyChannel | undefined>
  /** Files on their way, and those that did not make it. */
  files: { settled: () => Promise<unknown>; uploads: readonly unknown[] }
  pictures: Pictures
  /** Puts the draft where it is kept, before the letter goes. */
  flush: () => Promise<unknown>
  forget: (tellServer: boolean) => Promise<unknown>
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
    if (form.files.uploads.length || form.pictures.uploads.size) return t('composer.failed_uploads')
    if (!worthKeeping(letter.value) && slot !== 'forward') return t('composer.empty')
    if (note) return ''
    const gaps = gapsIn(letter.value.text)
    if (gaps.length) return t('canned.gaps_left', { names: gaps.join(', ') })
    const can = form.channel.value?.capabilities
    const all = [...letter.value.to, ...letter.value.cc, ...letter.value.bcc]
    if (!letter.value.to.length) return t('composer.no_recipient')
    const mail = (form.channel.value?.kind ?? 'email') === 'email'
    const wrong = all.find((one) => mail && !looksRight(one.address))
    if (wrong) return t('composer.wrong_address', { address: wrong.address })
    if (can?.text_limit && textLength(letter.value.text, can.text_limit.unit) > can.text_limit.count)
      return t('composer.too_long')
    // A picture among plain words travels as a file; how large it is, the server knows.
    const pictures = form.plain.value ? picturesOf(letter.value.html ?? letter.value.formatted) : []
    const sizes = [...letter.value.files.map((file) => file.size), ...pictures.map(() => 0)]
    const heavy = overload(can?.attachments, sizes)
    if (heavy) return heavy
    return form.channel.value?.window_open === false ? t('window.closed') : ''
  })

  async function send(how: Sending = {}) {
    if (sending.value) return
    last = how
    sending.value = true
    try {
      await Promise.all([form.files.settled(), form.pictures.settled()])
      failure.value = problem.value
      if (failure.value) return
      await form.flush()
      const { html, formatted } = letter.value
      // Sent as plain text, pictures travel as files: `formatted` still names them.
      const words = form.plain.value
        ? { ...letter.value, html: null, formatted: html ?? formatted }
        : letter.value
      await hand({ ...how, mentionIds: form.mentioned.value }, words)
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict_newer_messages')
        newer.value = (error.body.newer as Message[]) ?? []
      else failure.value = problemText(error)
    } finally {
      sending.value = false
    }
  }

  /** To the server; without a connection into the outbox of this browser. */
  async function hand(how: Sending, words: Letter) {
    const sealed = parcel(form.ticket.id, slot, words, how)
    try {
      const message = await sendParcel(sealed)
      await form.forget(false)
      if (!note) said(message, how)
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 0) throw error
      const { id, number, subject } = form.ticket
      const ticket = { id, number, subject }
      await keepForLater({ ticket, slot, letter: letter.value, parcel: sealed })
      await form.forget(false)
      toast(t('outbox.kept'), { milliseconds: 8000 })
    }
    form.sent()
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
