// The colleagues whose photo and availability show beside their name, wherever that is.
import { shallowRef } from 'vue'
import type { Agent, Id } from '@/api/types'

/** By user id; filled once for the whole app, so that a list of a hundred rows asks nothing. */
export const colleagues = shallowRef<Map<Id, Agent>>(new Map())

/** Where the photo of a user is; empty for who has none. Its address changes with its bytes. */
export function photoOf(id: Id | null | undefined): string {
  const photo = id ? colleagues.value.get(id)?.photo : null
  return photo ? `/api/v1/agents/${id}/photo?v=${photo.slice(0, 16)}` : ''
}
