// A browser that renews its subscription by itself (Push API, "pushsubscriptionchange") is registered anew, without a page.
declare const self: ServiceWorkerGlobalScope

/** Browsers tell what they know: Chromium both, others one or none. */
export interface PushSubscriptionChangeEvent extends ExtendableEvent {
  newSubscription?: PushSubscription | null
  oldSubscription?: PushSubscription | null
}

interface Device {
  id: string
  name: string
  endpoint_hash: string
  enabled: boolean
  previews: boolean
}

const API = '/api/v1/push-devices'

/** The device that is no more goes, its name and what its owner chose stay. Who is signed out is told nothing, nor is a browser that its owner
 *  removed from the list, or that belonged to somebody who signed in before. */
export async function subscribeAnew(event: PushSubscriptionChangeEvent) {
  const answer = await fetch(API, { headers: { accept: 'application/json' } })
  if (!answer.ok) return
  const known = (await answer.json()) as { items: Device[]; public_key: string }
  const old = event.oldSubscription && (await sha256(event.oldSubscription.endpoint))
  const before = known.items.find((device) => device.endpoint_hash === old)
  if (old && !before) return
  const fresh =
    event.newSubscription ??
    (await self.registration.pushManager.getSubscription()) ??
    (await self.registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: known.public_key,
    }))
  const { endpoint, keys } = fresh.toJSON()
  const body = {
    // A browser that does not say which one went is named by what it is: the page's words for it would be a second file.
    name: before?.name ?? /Firefox|Chrome|Safari/.exec(navigator.userAgent)?.[0] ?? 'Browser',
    endpoint,
    keys,
    public_key: known.public_key,
  }
  const made = await fetch(API, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  })
  if (!made.ok || !before) return
  const device = (await made.json()) as Device
  if (device.id === before.id) return
  const { enabled, previews } = before
  await fetch(`${API}/${device.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ enabled, previews }),
  })
  await fetch(`${API}/${before.id}`, { method: 'DELETE' })
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
