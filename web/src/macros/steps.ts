// New steps of a macro, and which kinds cannot stand together.
import type { MacroAction } from '@/api/types'

type Type = MacroAction['type']

/** Kinds that set the same thing. */
const RIVALS: Type[][] = [
  ['set_status', 'snooze'],
  ['assign_me', 'assign'],
  ['insert_reply', 'send_reply'],
]

export const clashes = (present: Type, wanted: Type) =>
  wanted !== 'add_note' &&
  (present === wanted || RIVALS.some((group) => group.includes(present) && group.includes(wanted)))

export function blank(type: Type): MacroAction {
  switch (type) {
    case 'set_status':
      return { type, status: 'resolved' }
    case 'set_priority':
      return { type, priority: 'high' }
    case 'assign_me':
      return { type }
    case 'assign':
      return { type, user_id: null }
    case 'set_team':
      return { type, team_id: null }
    case 'add_tags':
    case 'remove_tags':
      return { type, tags: [] }
    case 'snooze':
      return { type, minutes: 1440 }
    case 'add_note':
      return { type, text: '' }
    case 'insert_reply':
    case 'send_reply':
      return { type, canned_reply_id: '' }
  }
}
