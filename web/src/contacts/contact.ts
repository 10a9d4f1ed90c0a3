// One contact, from the cache or the server.
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { cache } from '@/api/cache'
import { get, patch } from '@/api/request'
import type { Contact, ContactKind, Id } from '@/api/types'

export function useContact(id: MaybeRefOrGetter<Id>) {
  return useQuery({
    queryKey: computed(() => ['contact', toValue(id)]),
    queryFn: () => get<Contact>(`/contacts/${toValue(id)}`),
  })
}

export interface ContactChange {
  name?: string
  kind?: ContactKind
  company_id?: Id | null
  language?: string | null
  time_zone?: string | null
  notes?: string
  /** Of custom fields; null takes a value away. */
  fields?: Record<string, unknown>
  add_tags?: string[]
  remove_tags?: string[]
}

export async function changeContact(contact: Contact, change: ContactChange) {
  const changed = await patch<Contact>(`/contacts/${contact.id}`, change, { version: contact.version })
  keepContact(changed)
}

/** Changes that get along with any version, such as one tag more. */
export async function patchContact(id: Id, change: ContactChange) {
  keepContact(await patch<Contact>(`/contacts/${id}`, change))
}

/** Everything that shows this contact is looked at again. */
export function keepContact(contact: Contact) {
  cache.setQueryData(['contact', contact.id], contact)
  for (const key of ['contacts', 'queue', 'ticket']) void cache.invalidateQueries({ queryKey: [key] })
}
