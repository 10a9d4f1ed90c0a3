// What a contact allowed and withdrew: the ledger, and what holds now.
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { get } from '@/api/request'
import type { Consent, Id, Items } from '@/api/types'

/** The newest word of each purpose, channel and address holds; the ledger comes newest first. */
export function holding(ledger: Consent[]): Consent[] {
  const seen = new Set<string>()
  return ledger.filter((one) => {
    const about = [one.purpose, one.channel_id ?? '', one.address].join('\n')
    return !seen.has(about) && seen.add(about)
  })
}

export function useConsents(contact: MaybeRefOrGetter<Id>) {
  const query = useQuery({
    queryKey: computed(() => ['contact', toValue(contact), 'consents']),
    queryFn: () => get<Items<Consent>>(`/contacts/${toValue(contact)}/consents`),
  })
  const ledger = computed(() => query.data.value?.items ?? [])
  return { query, ledger, now: computed(() => holding(ledger.value)) }
}
