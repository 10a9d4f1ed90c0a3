// This browser as a device that is told while no page is open: subscribed with its push service, registered with ours.
import { computed, ref } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { cache } from '@/api/cache'
import { del, get, post, Problem } from '@/api/request'
import type { Id, PushDevice, PushDevices } from '@/api/types'
import { deviceName } from './device_name'
import { workerRegistration } from './worker'

export const PUSH_KEY = ['push-devices']
export const loadDevices = () => get<PushDevices>('/push-devices')

/** Why this browser cannot be told; null when it can. */
export function whyNot(): 'insecure' | 'home_screen' | 'unsupported' | null {
  if (!isSecureContext) return 'insecure'
  if ('PushManager' in window && 'serviceWorker' in navigator && 'Notification' in window) return null
  // Phones of that maker allow it to installed apps only.
  return /iPhone|iPad/.test(navigator.userAgent) ? 'home_screen' : 'unsupported'
}

/** SHA-256 of this browser's endpoint, by which the list names it; null when it is not subscribed. */
const endpointHash = ref<string | null>(null)

export function useDevices() {
  const query = useQuery({ queryKey: PUSH_KEY, queryFn: loadDevices, staleTime: 60_000 })
  const devices = computed(() => query.data.value?.items ?? [])
  const here = computed(() => devices.value.find((device) => device.endpoint_hash === endpointHash.value))
  return { ...query, devices, here }
}

/** Whether this browser is told by push: a notice then needs no second way here. */
export const isPushed = () =>
  (cache.getQueryData<PushDevices>(PUSH_KEY)?.items ?? []).some(
    (device) => device.enabled && device.endpoint_hash === endpointHash.value,
  )

/** Says at each start that this browser is still there. One that the list does not know (removed elsewhere, or of
 *  somebody who signed in here before) is told nothing more. */
export async function reconcileDevice() {
  const subscription = await currentSubscription()
  if (!subscription) return
  const known = await cache.fetchQuery({ queryKey: PUSH_KEY, queryFn: loadDevices, staleTime: 60_000 })
  if (!known.items.some((device) => device.endpoint_hash === endpointHash.value)) return forgetHere()
  await register(
    known.public_key,
    sameKey(subscription, known.public_key) ? subscription : await renew(known),
  )
}

/** Asks for permission and subscribes. Throws a `Problem`; code `push_denied` when the browser's owner said no. */
export async function enableHere() {
  const permission = await Notification.requestPermission()
  if (permission !== 'granted') throw problem('push_denied')
  const { public_key } = await cache.fetchQuery({ queryKey: PUSH_KEY, queryFn: loadDevices, staleTime: 0 })
  const known = await currentSubscription()
  if (known && !sameKey(known, public_key)) await known.unsubscribe()
  await register(public_key, known && sameKey(known, public_key) ? known : await subscribe(public_key))
}

export async function removeDevice(device: PushDevice) {
  await del(`/push-devices/${device.id}`)
  if (device.endpoint_hash === endpointHash.value) await forgetHere()
  await cache.invalidateQueries({ queryKey: PUSH_KEY })
}

export const tryDevice = (id: Id) => post(`/push-devices/${id}/test`)

/** The server forgets the device of a session that ends by hand; the browser must, too. */
export async function forgetHere() {
  const subscription = await currentSubscription()
  await subscription?.unsubscribe().catch(() => false)
  endpointHash.value = null
}

async function currentSubscription(): Promise<PushSubscription | null> {
  if (whyNot()) return null
  const subscription = (await (await workerRegistration())?.pushManager.getSubscription()) ?? null
  endpointHash.value = subscription && (await sha256(subscription.endpoint))
  return subscription
}

async function renew(known: PushDevices): Promise<PushSubscription> {
  const before = known.items.find((device) => device.endpoint_hash === endpointHash.value)
  await (await currentSubscription())?.unsubscribe()
  if (before) await del(`/push-devices/${before.id}`)
  return subscribe(known.public_key)
}

async function subscribe(key: string): Promise<PushSubscription> {
  const registration = await workerRegistration()
  if (!registration) throw problem('push_unavailable')
  await navigator.serviceWorker.ready
  try {
    return await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  } catch {
    throw problem('push_unavailable')
  }
}

async function register(key: string, subscription: PushSubscription) {
  const { endpoint, keys } = subscription.toJSON()
  const body = { name: deviceName(navigator.userAgent), endpoint, keys, public_key: key }
  await post<PushDevice>('/push-devices', body)
  endpointHash.value = await sha256(subscription.endpoint)
  await cache.invalidateQueries({ queryKey: PUSH_KEY })
}

function sameKey(subscription: PushSubscription, key: string): boolean {
  const used = subscription.options.applicationServerKey
  if (!used) return false
  const text = btoa(String.fromCharCode(...new Uint8Array(used)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const problem = (code: string) => new Problem(0, code, code, '')
