// A step of a macro in words.
import { useAgents, useTeams } from '@/api/lists'
import type { MacroAction } from '@/api/types'
import { i18n, t } from '@/i18n'

export const ACTION_TYPES: MacroAction['type'][] = [
  'set_status',
  'set_priority',
  'assign_me',
  'assign',
  'set_team',
  'add_tags',
  'remove_tags',
  'snooze',
  'add_note',
  'insert_reply',
  'send_reply',
]

export const UNITS = { minutes: 1, hours: 60, days: 1440, weeks: 10_080 } as const
export type Unit = keyof typeof UNITS

/** The largest unit that says the minutes in a whole number. */
export function inUnits(minutes: number): { amount: number; unit: Unit } {
  const unit = (['weeks', 'days', 'hours'] as const).find(
    (name) => minutes > 0 && minutes % UNITS[name] === 0,
  )
  return unit ? { amount: minutes / UNITS[unit], unit } : { amount: minutes, unit: 'minutes' }
}

export function howLong(minutes: number): string {
  const { amount, unit } = inUnits(minutes)
  const names = { minutes: 'minute', hours: 'hour', days: 'day', weeks: 'week' } as const
  const format = { style: 'unit', unit: names[unit], unitDisplay: 'long' } as const
  return new Intl.NumberFormat(i18n.global.locale.value, format).format(amount)
}

export function useActionText() {
  const { items: agents } = useAgents()
  const { items: teams } = useTeams()
  function said(action: MacroAction): string {
    const say = (values: Record<string, string> = {}) => t(`macros.said.${action.type}`, values)
    switch (action.type) {
      case 'set_status':
        return say({ status: t(`status.${action.status}`) })
      case 'set_priority':
        return say({ priority: t(`priority.${action.priority}`) })
      case 'assign':
        return action.user_id
          ? say({ name: agents.value.find((agent) => agent.id === action.user_id)?.name ?? '…' })
          : t('macros.said.unassign')
      case 'set_team':
        return action.team_id
          ? say({ name: teams.value.find((team) => team.id === action.team_id)?.name ?? '…' })
          : t('macros.said.no_team')
      case 'add_tags':
      case 'remove_tags':
        return say({ tags: action.tags.join(', ') })
      case 'snooze':
        return say({ time: howLong(action.minutes) })
      default:
        return say()
    }
  }
  return { said }
}
