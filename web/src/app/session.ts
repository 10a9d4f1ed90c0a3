// Who is signed in and what they may do.
import { computed, ref } from 'vue'
import { cache } from '@/api/cache'
import { del, get, Problem, put } from '@/api/request'
import type { Availability, Me, Permission } from '@/api/types'
import { setLanguage } from '@/i18n'
import { setTimeZone } from '@/i18n/format'
import { failed } from '@/ui/failed'

export const me = ref<Me | null>(null)
export const signedIn = computed(() => me.value !== null)
export const may = (permission: Permission) => me.value?.permissions.includes(permission) ?? false

export function welcome(user: Me) {
  me.value = user
  setTimeZone(user.time_zone)
  void setLanguage(user.language)
}

/** Asks the server who we are; false when nobody. */
export async function restore(): Promise<boolean> {
  if (me.value) return true
  try {
    welcome(await get<Me>('/session'))
    return true
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return false
    throw error
  }
}

/** What I said of whether I may be given work. */
export async function setAvailability(availability: Availability) {
  const before = me.value
  if (before) me.value = { ...before, availability }
  try {
    me.value = await put<Me>('/session/availability', { availability })
  } catch (error) {
    me.value = before
    failed(error)
  }
}

export function forget() {
  me.value = null
  cache.clear()
}

export async function signOut() {
  await del('/session')
  // The server forgot this browser as a device; it forgets itself, too. Signing out does not wait for a push service.
  void import('@/notices/device').then(({ forgetHere }) => forgetHere()).catch(() => {})
  forget()
}
