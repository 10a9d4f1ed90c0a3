// The service worker as the page sees it: registering it, following what it says, and moving to a new version.
import { onScopeDispose, ref } from 'vue'
import { router } from '@/app/router'
import { onNotice } from '@/live/socket'

/** A newer app than this page is there. */
export const newVersion = ref(false)

const EVERY_HOUR = 3_600_000
let registering: Promise<ServiceWorkerRegistration | null> | undefined
let moving = false

/** The registration; null where there are no workers, and while developing. */
export function workerRegistration(): Promise<ServiceWorkerRegistration | null> {
  registering ??= register()
  return registering
}

async function register(): Promise<ServiceWorkerRegistration | null> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return null
  try {
    const registration = await navigator.serviceWorker.register('/worker.js', { updateViaCache: 'none' })
    const ready = () => {
      // The very first one is no newer version of anything.
      if (registration.waiting && navigator.serviceWorker.controller) newVersion.value = true
    }
    ready()
    registration.addEventListener('updatefound', () =>
      registration.installing?.addEventListener('statechange', ready),
    )
    return registration
  } catch {
    // Private windows of some browsers have none; everything else works.
    return null
  }
}

/** Loads the new version. What was typed is in drafts: nothing is lost. */
export async function takeNewVersion() {
  moving = true
  const waiting = (await workerRegistration())?.waiting
  if (!waiting) return location.reload()
  waiting.postMessage('take-over')
  // A worker that does not take over is no reason to stay.
  setTimeout(() => location.reload(), 3_000)
}

interface Said {
  type: 'open' | 'pushed'
  path?: string
}

/** Runs while somebody is signed in. */
export function useWorker() {
  void workerRegistration()
  // A browser that was never allowed to show anything is no device.
  if ('Notification' in window && Notification.permission === 'granted')
    void import('./device').then(({ reconcileDevice }) => reconcileDevice()).catch(() => {})
  if (!('serviceWorker' in navigator)) return
  const workers = navigator.serviceWorker
  let controlled = workers.controller !== null
  const changed = () => {
    if (moving) location.reload()
    else if (controlled) newVersion.value = true
    controlled = true
  }
  const said = (event: MessageEvent<Said>) => {
    if (event.data?.type === 'open' && event.data.path) void router.push(event.data.path)
  }
  const stale = () => (newVersion.value = true)
  const look = async () => void (await workerRegistration())?.update().catch(() => {})
  workers.addEventListener('controllerchange', changed)
  workers.addEventListener('message', said)
  addEventListener('vite:preloadError', stale)
  const hourly = setInterval(() => void look(), EVERY_HOUR)
  // A server that was away may have come back as a newer one.
  onNotice((notice) => notice.type === 'resync' && void look())
  onScopeDispose(() => {
    clearInterval(hourly)
    workers.removeEventListener('controllerchange', changed)
    workers.removeEventListener('message', said)
    removeEventListener('vite:preloadError', stale)
  })
}
