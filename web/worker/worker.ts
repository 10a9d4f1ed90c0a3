// The service worker: keeps the app's own files for when the server is away, and tells what is pushed while no page is
// open. Whatever the API says is never kept here.
import { announce, follow } from './push'
import { subscribeAnew } from './subscription'
import { forgetOldShells, keepShell, serve } from './shell'

declare const self: ServiceWorkerGlobalScope

self.addEventListener('install', (event) => event.waitUntil(keepShell()))
self.addEventListener('activate', (event) =>
  event.waitUntil(forgetOldShells().then(() => self.clients.claim())),
)
self.addEventListener('fetch', (event) => {
  const answer = serve(event.request)
  if (answer) event.respondWith(answer)
})
self.addEventListener('message', (event) => {
  // Said by a page whose reader wants the new version now.
  if (event.data === 'take-over') void self.skipWaiting()
})
self.addEventListener('push', (event) => event.waitUntil(announce(event.data)))
self.addEventListener('pushsubscriptionchange', (event) =>
  event.waitUntil(subscribeAnew(event as PushSubscriptionChangeEvent)),
)
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(follow(event.notification))
})
