// The numbers on the board, asked for again when tickets change and every few minutes.
import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose } from 'vue'
import { cache } from '@/api/cache'
import { get } from '@/api/request'
import type { AnswerTimes, DraftRow, Items, Page, TicketRow, Volume, Waiting } from '@/api/types'
import { onNotice } from '@/live/socket'

const often = { refetchInterval: 120_000, staleTime: 15_000 }

export const useVolume = (bounds: () => string[]) =>
  useQuery({
    queryKey: computed(() => ['home', 'volume', bounds()]),
    queryFn: () => get<Volume>('/reports/volume', { query: { bounds: bounds().join() } }),
    ...often,
  })

export const useTimes = (bounds: () => string[]) =>
  useQuery({
    queryKey: computed(() => ['home', 'times', bounds()]),
    queryFn: () => get<AnswerTimes>('/reports/times', { query: { bounds: bounds().join() } }),
    ...often,
  })

export const useWaiting = () =>
  useQuery({ queryKey: ['home', 'waiting'], queryFn: () => get<Waiting>('/reports/waiting'), ...often })

/** The first open tickets of a tab, who waits longest first. */
export const useFirst = (tab: 'mine' | 'all') =>
  useQuery({
    queryKey: ['home', 'first', tab],
    queryFn: () =>
      get<Page<TicketRow>>('/tickets', { query: { tab, status: 'open', sort: 'waiting', limit: 6 } }),
    ...often,
  })

export const useDrafts = () =>
  useQuery({ queryKey: ['home', 'drafts'], queryFn: () => get<Items<DraftRow>>('/drafts'), ...often })

/** Keeps the board true while it is shown; a burst of changes is asked about once. */
export function useFreshBoard() {
  let timer: ReturnType<typeof setTimeout> | undefined
  onNotice((notice) => {
    if (notice.type !== 'ticket') return
    timer ??= setTimeout(() => {
      timer = undefined
      void cache.invalidateQueries({ queryKey: ['home'] })
    }, 3000)
  })
  onScopeDispose(() => clearTimeout(timer))
}
