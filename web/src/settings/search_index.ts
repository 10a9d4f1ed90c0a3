// What can be set, and in which room: the texts of the rooms themselves, so that a search finds them by their own words.

export interface Setting {
  /** Key of its text. */
  key: string
  room: string
}
const of = (room: string, ...keys: string[]): Setting[] => keys.map((key) => ({ key, room }))

export const SETTINGS: Setting[] = [
  ...of(
    'profile',
    'settings.profile',
    'gate.name',
    'profile.photo',
    'profile.language',
    'profile.time_zone',
    'theme.title',
    'profile.signature',
    'profile.notices',
    'profile.password',
    'sessions.title',
    'availability.title',
  ),
  ...of('tokens', 'settings.tokens', 'tokens.new'),
  ...of('general', 'settings.general', 'general.name', 'home.target.title'),
  ...of('views', 'settings.views'),
  ...of('tags', 'settings.tags'),
  ...of(
    'channels',
    'settings.channels',
    'channels.new',
    'channels.sender_name',
    'channels.acknowledge',
    'channels.tag_subject',
    'channels.receiving',
    'channels.sending',
    'channels.dns',
    'channels.dkim',
    'channels.aliases',
    'channels.oauth',
  ),
  ...of('users', 'settings.users', 'users.new', 'users.disable', 'users.invitation'),
  ...of('teams', 'settings.teams', 'teams.new', 'teams.members'),
  ...of('roles', 'settings.roles', 'roles.new', 'roles.permissions'),
  ...of('audit', 'settings.audit'),
  ...of(
    'system',
    'settings.system',
    'system.version',
    'system.database',
    'system.disk',
    'system.queues',
    'system.job_name',
    'system.config',
  ),
]

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** The settings of open rooms whose words begin with every word typed; the room's own name counts with each. */
export function findSettings(typed: string, rooms: string[], text: (key: string) => string): Setting[] {
  const words = folded(typed).split(/\s+/).filter(Boolean)
  if (!words.length) return []
  return SETTINGS.filter(({ key, room }) => {
    if (!rooms.includes(room)) return false
    const told = folded(`${text(key)} ${text(`settings.${room}`)}`).split(/[^\p{L}\p{N}]+/u)
    return words.every((word) => told.some((one) => one.startsWith(word)))
  })
}
