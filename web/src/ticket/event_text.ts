// An event in words and as a picture.
import type { EventKind, TicketEvent } from '@/api/types'
import { i18n, t } from '@/i18n'
import { mediumTime } from '@/i18n/format'
import type { IconName } from '@/ui/icons'

const icons: Record<EventKind, IconName> = {
  created: 'plus',
  assigned: 'person',
  status_changed: 'check-circle',
  priority_changed: 'flag',
  team_changed: 'team',
  tagged: 'tag',
  macro_applied: 'macro',
  subject_changed: 'edit',
  snoozed: 'snooze',
  woken: 'clock',
  merged_into: 'merge',
  merged_from: 'merge',
  split_off: 'split',
  split_from: 'split',
  linked: 'link',
  unlinked: 'link',
  participant_accepted: 'contacts',
  message_received: 'mail',
  also_received: 'mail',
  answered_by_mail: 'reply',
  sent_elsewhere: 'send',
  message_cancelled: 'undo',
  message_retried: 'refresh',
  receipt_for_another_address: 'mail',
  delivery_failed: 'warning',
  delivery_delayed: 'clock',
  complaint: 'warning',
  acknowledged: 'bot',
  acknowledgement_withheld: 'bot',
  contact_merged: 'merge',
  contact_unmerged: 'split',
  contact_imported: 'download',
  identity_added: 'plus',
  identity_removed: 'trash',
  identity_verified: 'shield',
  consent_given: 'check-circle',
  consent_withdrawn: 'close',
}

export const eventIcon = (event: TicketEvent): IconName => icons[event.kind]

/** Some kinds read differently by what they carry. */
function variant(event: TicketEvent): string {
  const { added, removed, to, name } = event.data ?? {}
  const some = (list: unknown) => Array.isArray(list) && list.length > 0
  if (event.kind === 'assigned' && !to) return 'unassigned'
  if (event.kind === 'participant_accepted' && !name) return 'participant_accepted_plain'
  if (event.kind !== 'tagged') return event.kind
  return some(added) && some(removed)
    ? 'tag_both'
    : some(added)
      ? 'tag_added'
      : some(removed)
        ? 'tag_removed'
        : 'tagged'
}
/** Values as people read them: names instead of objects, words instead of enum members. */
function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return t('ui.none')
  if (Array.isArray(value)) return value.map((one) => shown(one)).join(', ')
  if (typeof value === 'object') {
    const object = value as Record<string, unknown>
    return String(
      object.name ?? (object.number ? `#${object.number}` : (object.address ?? object.subject ?? '')),
    )
  }
  const text = String(value)
  if (i18n.global.te(`status.${text}`)) return t(`status.${text}`)
  if (i18n.global.te(`priority.${text}`)) return t(`priority.${text}`)
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return mediumTime(text)
  return text
}

export function eventText(event: TicketEvent): string {
  const data = Object.fromEntries(
    Object.entries(event.data ?? {}).map(([name, value]) => [name, shown(value)]),
  )
  if (event.kind === 'consent_given' || event.kind === 'consent_withdrawn')
    data.purpose = t(`consent.purpose.${String(event.data.purpose)}`)
  return t(`event.${variant(event)}`, data)
}
