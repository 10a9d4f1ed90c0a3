// What the bell rings for while a page is open: a notification of the system when nobody looks, and a tone.
import { onScopeDispose } from 'vue'
import { get } from '@/api/request'
import type { Id, Notification as Notice, Page } from '@/api/types'
import { preference } from '@/app/preferences'
import { remembered } from '@/app/remembered'
import { t } from '@/i18n'
import { onNotice } from '@/live/socket'
import { router } from '@/app/router'
import { playTone } from './tone'
import { workerRegistration } from './worker'

/** Shown by this browser; the permission is its own, too. */
export const shownHere = remembered('notices_shown', false)
/** Heard wherever I am signed in. */
export const sound = preference('notice_sound', false)

export const allowed = () => ('Notification' in window ? Notification.permission : 'denied')

/** More at once are one look at the bell. */
const MOST = 3
const RUNG = 'centralino.rung'

/** Only one of several open pages rings for a notice. Ids ascend. */
async function first(id: Id): Promise<boolean> {
  const check = () => {
    if ((localStorage.getItem(RUNG) ?? '') >= id) return false
    localStorage.setItem(RUNG, id)
    return true
  }
  return navigator.locks ? navigator.locks.request('centralino-rung', check) : check()
}

export function useDesktopNotices() {
  let newest: Id | null = null
  let gone = false
  const load = async (limit: number) =>
    (await get<Page<Notice>>('/notifications', { query: { limit } }).catch(() => null))?.items
  void load(1).then((items) => (newest ??= items?.[0]?.id ?? ''))

  async function look() {
    if (!sound.value && !shownHere.value) return
    const known = newest
    const items = await load(10)
    if (!items || gone || known === null) return
    const fresh = items.filter((item) => item.id > known && !item.read_at)
    if (items[0]) newest = items[0].id
    if (!fresh.length || !(await first(fresh[0].id))) return
    if (sound.value) void playTone()
    const seen = document.visibilityState === 'visible' && document.hasFocus()
    if (!shownHere.value || seen || allowed() !== 'granted') return
    if ((await import('./device')).isPushed()) return
    for (const item of fresh.slice(0, MOST).reverse()) await show(item)
  }
  onNotice((notice) => notice.type === 'notification' && void look())
  onScopeDispose(() => (gone = true))
}

/** The same tag as a pushed message about the ticket: one replaces the other. */
async function show(item: Notice) {
  const path = `/inbox/all/${item.ticket.number}`
  const title = `${t(`notifications.${item.kind}`)} · #${item.ticket.number}`
  const options: NotificationOptions & { renotify?: boolean } = {
    body: item.ticket.subject,
    tag: `ticket-${item.ticket.id}`,
    renotify: true,
    icon: '/icons/192.png',
    data: { id: item.id, url: path },
    // The tone is ours, or none.
    silent: true,
  }
  const registration = await workerRegistration()
  if (registration?.active) return registration.showNotification(title, options)
  const shown = new Notification(title, options)
  shown.onclick = () => {
    window.focus()
    void router.push(path)
    shown.close()
  }
}
