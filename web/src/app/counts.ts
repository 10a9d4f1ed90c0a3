// The numbers in the rail and on the tabs.
import { useQuery } from '@tanstack/vue-query'
import { get } from '@/api/request'
import type { Counts } from '@/api/types'

export function useCounts() {
  return useQuery({ queryKey: ['counts'], queryFn: () => get<Counts>('/tickets/counts') })
}
