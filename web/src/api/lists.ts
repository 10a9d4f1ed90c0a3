// Short lists that many places show: agents, teams, tags, views, channels.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { get } from './request'
import type { Agent, Channel, Company, Page, Tag, Team, View } from './types'

const list = <T>(name: string, path = `/${name}`, enabled: () => boolean = () => true) => {
  const query = useQuery({
    queryKey: [name],
    queryFn: () => get<Page<T>>(path),
    staleTime: 60_000,
    enabled,
  })
  return { ...query, items: computed(() => query.data.value?.items ?? []) }
}
export const useAgents = () => list<Agent>('agents')
/** As people count and spell: 2 before 10, "invoice" before "VIP". */
const named = <T extends { name: string }>(name: string) => {
  const query = list<T>(name)
  const order = new Intl.Collator(undefined, { numeric: true })
  return {
    ...query,
    items: computed(() => [...query.items.value].sort((a, b) => order.compare(a.name, b.name))),
  }
}
export const useTeams = () => named<Team>('teams')
export const useTags = () => named<Tag>('tags')
export const useViews = () => list<View>('views')
export const useChannels = (enabled?: () => boolean) => list<Channel>('channels', '/channels', enabled)
export const useCompanies = () => list<Company>('companies')
