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
export const useTeams = () => list<Team>('teams')
export const useTags = () => list<Tag>('tags')
export const useViews = () => list<View>('views')
export const useChannels = (enabled?: () => boolean) => list<Channel>('channels', '/channels', enabled)
export const useCompanies = () => list<Company>('companies')
