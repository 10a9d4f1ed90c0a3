// What an administrator does with a colleague's account, beyond its form.
import { cache } from '@/api/cache'
import { del, get, patch, post } from '@/api/request'
import type { Invitation, InvitationLink, User } from '@/api/types'
import { t } from '@/i18n'
import { confirm } from '@/ui/confirm'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'

const refresh = () => cache.invalidateQueries({ queryKey: ['users'] })

async function tried<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    failed(error)
    return null
  } finally {
    await refresh()
  }
}

/** Mails a new link; gives it to be handed over where no mailbox can send. */
export async function mailLink(user: User): Promise<string | null> {
  const made = await tried(() => post<Invitation>(`/users/${user.id}/invitation`, { mail: true }))
  if (!made) return null
  if (!made.mailed) {
    toast(t('users.not_mailed'))
    return made.invitation_url
  }
  toast(t('users.mailed', { email: user.email }))
  return null
}

/** The link that waits, or a new one. */
export async function copyLink(user: User): Promise<string | null> {
  const path = `/users/${user.id}/invitation`
  const link = await tried<{ invitation_url: string }>(() =>
    user.invitation ? get<InvitationLink>(path) : post<Invitation>(path, { mail: false }),
  )
  return link?.invitation_url ?? null
}

export async function revokeLink(user: User) {
  const yes = await confirm({
    title: t('users.revoke'),
    text: t('users.revoke_sure', { name: user.name }),
    yes: t('users.revoke'),
    danger: true,
  })
  if (yes && (await tried(() => del(`/users/${user.id}/invitation`).then(() => true))))
    toast(t('users.revoked'))
}

export async function setState(user: User, state: User['state']) {
  if (state === 'disabled') {
    const yes = await confirm({
      title: t('users.disable'),
      text: t('users.disable_sure', { name: user.name }),
      yes: t('users.disable'),
      danger: true,
    })
    if (!yes) return
  }
  await tried(() => patch(`/users/${user.id}`, { state }, { version: user.version }))
}
