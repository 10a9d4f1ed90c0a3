// Permissions in the groups people think of them in.
import { PERMISSIONS, type Permission } from '@/api/types'

const GROUPS: Record<string, Permission[]> = {
  tickets: ['tickets_read', 'tickets_change', 'tickets_reply'],
  contacts: ['contacts_read', 'contacts_change'],
  desk: ['views_manage', 'intake_manage', 'channels_manage'],
  house: ['users_manage', 'audit_read', 'settings_manage'],
}

/** Every permission in one group; what is new and in none stands at the end. */
export function permissionGroups(): { name: string; permissions: Permission[] }[] {
  const grouped = Object.values(GROUPS).flat()
  const others = PERMISSIONS.filter((permission) => !grouped.includes(permission))
  return [
    ...Object.entries(GROUPS).map(([name, permissions]) => ({ name, permissions })),
    ...(others.length ? [{ name: 'other', permissions: others }] : []),
  ]
}
