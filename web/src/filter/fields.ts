// What a filter over tickets or over contacts may ask.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { get } from '@/api/request'
import type { FilterField, Items } from '@/api/types'

/** Contacts and numbers are searched for, not filtered by. */
const SEARCHED = ['contact', 'number']

export function useTicketFields() {
  const { data } = useQuery({
    queryKey: ['filter-fields'],
    queryFn: () => get<Items<FilterField>>('/filter-fields'),
    staleTime: Infinity,
  })
  return computed(() => (data.value?.items ?? []).filter((field) => !SEARCHED.includes(field.name)))
}

export function useContactFields() {
  const { data } = useQuery({
    queryKey: ['contact-filter-fields'],
    queryFn: () => get<Items<FilterField>>('/contact-filter-fields'),
    staleTime: 60_000,
  })
  return computed(() => data.value?.items ?? [])
}
