// Links that work once: whether they still do, and what becomes of who came by one.
import { patch, post, Problem } from '@/api/request'
import type { Me } from '@/api/types'
import { welcome } from './session'

/** Asked before anybody types: nothing is accepted without a password, but a link that is over says so first. */
export async function stillOpens(path: string, body: { token: string; [field: string]: string }) {
  try {
    await post(path, { ...body, password: '' })
  } catch (error) {
    return !(error instanceof Problem && error.code === 'link_expired')
  }
  return true
}

/** Lets somebody in for the first time, with the language they read here and the clock of their device. */
export async function settle(user: Me, spoken?: string) {
  const clock = Intl.DateTimeFormat().resolvedOptions().timeZone
  const profile = {
    ...(spoken && spoken !== user.language ? { language: spoken } : {}),
    // Who has another one chose it.
    ...(user.time_zone === 'UTC' && clock && clock !== 'UTC' ? { time_zone: clock } : {}),
  }
  // They are in either way; the profile can be mended later.
  const known = Object.keys(profile).length
    ? await patch<Me>('/session/profile', profile).catch(() => user)
    : user
  welcome(known)
}
