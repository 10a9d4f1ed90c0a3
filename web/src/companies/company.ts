// One company, from the cache or the server, and what can be done with it.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { cache } from '@/api/cache'
import { del, get } from '@/api/request'
import type { Company, Id, Items, Page, TicketRow } from '@/api/types'
import { t } from '@/i18n'
import { confirm } from '@/ui/confirm'
import { failed } from '@/ui/failed'

export function useCompany(id: MaybeRefOrGetter<Id>) {
  return useQuery({
    queryKey: computed(() => ['company', toValue(id)]),
    queryFn: () => get<Company>(`/companies/${toValue(id)}`),
  })
}

/** Companies whose name or domain holds what was typed; the first page of them. */
export function useFoundCompanies(typed: MaybeRefOrGetter<string>) {
  const query = useQuery({
    queryKey: computed(() => ['companies', 'found', toValue(typed).trim()]),
    queryFn: ({ signal }) =>
      get<Page<Company>>('/companies', { query: { q: toValue(typed).trim(), limit: 50 }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  return computed(() => query.data.value?.items ?? [])
}

export function useCompanyTickets(id: MaybeRefOrGetter<Id>) {
  return useQuery({
    queryKey: computed(() => ['company', toValue(id), 'tickets']),
    queryFn: () => get<Items<TicketRow>>(`/companies/${toValue(id)}/tickets`),
  })
}

/** Everything that shows this company is looked at again. */
export function keepCompany(company: Company) {
  cache.setQueryData(['company', company.id], company)
  for (const key of ['companies', 'contacts', 'contact']) void cache.invalidateQueries({ queryKey: [key] })
}

/** True when it is gone. */
export async function removeCompany(company: Company): Promise<boolean> {
  const yes = await confirm({
    title: `${t('ui.delete')}: ${company.name}`,
    text: t('companies.delete_sure'),
    yes: t('ui.delete'),
    danger: true,
  })
  if (!yes) return false
  try {
    await del(`/companies/${company.id}`, { version: company.version })
    return true
  } catch (error) {
    failed(error)
    return false
  } finally {
    for (const key of ['companies', 'contacts', 'contact']) void cache.invalidateQueries({ queryKey: [key] })
  }
}
