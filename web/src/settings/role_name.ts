// The shipped roles have translated names.
import { i18n, t } from '@/i18n'

export function roleName(role: { name: string; builtin?: string | null }): string {
  const key = `roles.name.${role.builtin ?? role.name.toLowerCase()}`
  return i18n.global.te(key) || i18n.global.te(key, 'en') ? t(key) : role.name
}
