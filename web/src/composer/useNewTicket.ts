// The first letter of a ticket: kept on this device until it is sent or thrown away.
import { ref, watch } from 'vue'
import { cache } from '@/api/cache'
import { post } from '@/api/request'
import type { Address, NewTicket, Ticket } from '@/api/types'
import { me } from '@/app/session'
import { t } from '@/i18n'
import { confirm } from '@/ui/confirm'
import { usePictures } from './editor/pictures'
import { useFiles } from './files'
import { emptyLetter, uploadsOf, worthKeeping, type Letter } from './letter'
import { dropLocal, keepLocal, localLetter } from './local_letters'

export function useNewTicket(to: Address[]) {
  // One for each person one begins to write to, and one without.
  const place = `new.${to.map((one) => one.address).join(',')}`
  const letter = ref<Letter>({ ...emptyLetter(), to, ...localLetter(place, 'reply')?.letter })
  const pictures = usePictures()
  const files = useFiles((file) => letter.value.files.push(file))
  const kept = () => worthKeeping(letter.value) || letter.value.subject.trim() !== ''
  const unwatch = watch(
    letter,
    () => (kept() ? keepLocal(place, 'reply', letter.value, null) : dropLocal(place, 'reply')),
    { deep: true },
  )
  /** The same words sent again after a lost answer open one ticket. */
  const keys = new Map<string, string>()

  async function send(sendAt?: string): Promise<Ticket> {
    const { channelId, cc, bcc, subject, text, html } = letter.value
    const body: NewTicket = {
      channel_id: channelId ?? '',
      to: letter.value.to,
      cc,
      bcc,
      subject,
      text,
      ...(html ? { html } : {}),
      attachment_ids: uploadsOf(letter.value),
      assignee_id: me.value?.id ?? null,
      ...(sendAt ? { send_at: sendAt } : {}),
    }
    const said = JSON.stringify(body)
    const key = keys.get(said) ?? crypto.randomUUID()
    keys.set(said, key)
    const ticket = await post<Ticket>('/tickets', body, { idempotencyKey: key })
    end()
    void cache.invalidateQueries({ queryKey: ['queue'] })
    return ticket
  }
  function end() {
    unwatch()
    dropLocal(place, 'reply')
  }
  /** Whether it was thrown away. */
  async function discard(): Promise<boolean> {
    const ask = { title: t('composer.discard'), text: t('composer.discard_sure'), yes: t('composer.discard') }
    if (kept() && !(await confirm({ ...ask, danger: true }))) return false
    end()
    return true
  }
  return { letter, files, pictures, send, discard }
}
