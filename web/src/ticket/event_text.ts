// An event in words; kinds nobody translated yet show their name.
import type { TicketEvent } from '@/api/types'
import { i18n, t } from '@/i18n'
import { mediumTime } from '@/i18n/format'
import type { IconName } from '@/ui/icons'

const icons: Record<string, IconName> = {
  created: 'plus',
  assigned: 'person',
  unassigned: 'person',
  status: 'check-circle',
  priority: 'flag',
  team: 'team',
  tags: 'tag',
  subject: 'edit',
  snoozed: 'snooze',
  woken: 'clock',
  reopened: 'undo',
  merged: 'merge',
  split: 'split',
  linked: 'link',
  follow_up: 'link',
}

const base = (kind: string) => kind.replace(/^ticket[._]/, '').replace(/_changed$|_added$|_removed$/, '')
export const eventIcon = (event: TicketEvent): IconName => icons[base(event.kind)] ?? 'dot'

/** Values as people read them: names instead of objects, words instead of enum members. */
function shown(name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return t('ui.none')
  if (Array.isArray(value)) return value.map((one) => shown(name, one)).join(', ')
  if (typeof value === 'object') {
    const object = value as Record<string, unknown>
    return String(object.name ?? (object.number ? `#${object.number}` : (object.subject ?? '')))
  }
  const text = String(value)
  if (i18n.global.te(`status.${text}`)) return t(`status.${text}`)
  if (i18n.global.te(`priority.${text}`)) return t(`priority.${text}`)
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return mediumTime(text)
  return text
}

export function eventText(event: TicketEvent): string {
  const data = Object.fromEntries(
    Object.entries(event.data ?? {}).map(([name, value]) => [name, shown(name, value)]),
  )
  const key = `event.${event.kind.replace('.', '_')}`
  if (i18n.global.te(key) || i18n.global.te(key, 'en')) return t(key, data)
  return t('event.other', { kind: event.kind.replace(/[._]/g, ' ') })
}
