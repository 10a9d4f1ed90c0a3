// What is pushed: shown unless its reader looks at Centralino right now, and followed to its ticket.
declare const self: ServiceWorkerGlobalScope

interface Told {
  id: string
  tag: string
  title: string
  body: string
  url: string
  lang: string
  unread: number
}

export async function announce(data: PushMessageData | null) {
  const told = read(data)
  if (!told) return
  if (told.unread && 'setAppBadge' in navigator) await navigator.setAppBadge(told.unread).catch(() => {})
  const pages = await windows()
  for (const page of pages) page.postMessage({ type: 'pushed', id: told.id })
  // Browsers let a worker be silent while one of its pages has the focus.
  if (pages.some((page) => page.focused)) return
  const shown = await self.registration.getNotifications({ tag: told.tag })
  const known = shown.some((one) => one.data?.id === told.id)
  const options: NotificationOptions & { renotify?: boolean } = {
    body: told.body,
    tag: told.tag,
    lang: told.lang,
    data: { id: told.id, url: told.url },
    icon: '/icons/192.png',
    badge: '/icons/badge.png',
    // The same news twice rings once.
    renotify: !known,
    silent: known,
  }
  await self.registration.showNotification(told.title, options)
}

/** Brings its page to the front, or opens one. */
export async function follow(notification: Notification) {
  const url = new URL(notification.data?.url ?? '/inbox/mine', self.location.origin)
  if (url.origin !== self.location.origin) return
  const pages = await windows()
  const page =
    pages.find((one) => one.focused) ?? pages.find((one) => one.visibilityState === 'visible') ?? pages[0]
  if (!page) return void (await self.clients.openWindow(url.href))
  page.postMessage({ type: 'open', path: url.pathname })
  await page.focus()
}

const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true })

function read(data: PushMessageData | null): Told | null {
  try {
    return (data?.json() as Told | undefined) ?? null
  } catch {
    return null
  }
}
