// Canned replies as the pages ask for them.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { get } from '@/api/request'
import type { CannedFolder, CannedReply, CannedVariable, FilledReply, Id, Items, Page } from '@/api/types'

export interface Wanted {
  q: string
  folder: string
  order: 'title' | 'used'
}

export function useCannedReplies(wanted: MaybeRefOrGetter<Wanted>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => ['canned-replies', toValue(wanted)]),
    queryFn: ({ pageParam, signal }) =>
      get<Page<CannedReply>>('/canned-replies', {
        query: { ...toValue(wanted), q: toValue(wanted).q.trim(), cursor: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return { query, items: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) }
}

export function useFolders() {
  const query = useQuery({
    queryKey: ['canned-folders'],
    queryFn: () => get<Items<CannedFolder>>('/canned-folders'),
    staleTime: 60_000,
  })
  return computed(() => query.data.value?.items ?? [])
}

export function useVariables() {
  const query = useQuery({
    queryKey: ['canned-variables'],
    queryFn: () => get<Items<CannedVariable>>('/canned-variables'),
    staleTime: 300_000,
  })
  return computed(() => query.data.value?.items ?? [])
}

/** How a saved reply reads on a ticket. */
export function useFilled(
  reply: MaybeRefOrGetter<Id | undefined>,
  ticket: Id,
  channel: () => Id | undefined,
) {
  return useQuery({
    queryKey: computed(() => ['canned-filled', toValue(reply), ticket, channel()]),
    queryFn: ({ signal }) =>
      get<FilledReply>(`/canned-replies/${toValue(reply)}/filled`, {
        query: { ticket_id: ticket, channel_id: channel() },
        signal,
      }),
    enabled: computed(() => !!toValue(reply)),
    placeholderData: keepPreviousData,
  })
}

/** The folders right below `folder`, made of the paths that have replies; how many are in each with all below it. */
export function below(
  folders: CannedFolder[],
  folder: string,
): { path: string; name: string; replies: number }[] {
  const found = new Map<string, number>()
  const start = folder ? `${folder}/` : ''
  for (const { path, replies } of folders) {
    if (!path || !path.startsWith(start) || path === folder) continue
    const name = path.slice(start.length).split('/')[0]
    found.set(name, (found.get(name) ?? 0) + replies)
  }
  // As people count: 2 before 10.
  const inOrder = new Intl.Collator(undefined, { numeric: true })
  return [...found]
    .map(([name, replies]) => ({ path: start + name, name, replies }))
    .sort((one, other) => inOrder.compare(one.name, other.name))
}

/** Best first: what is called by its shortcut, then by its title; the ticket's language before others. */
export function ranked(replies: CannedReply[], q: string, language: string | null): CannedReply[] {
  const fold = (text: string) => text.toLocaleLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  const word = fold(q.trim())
  const tongue = (tag: string | null) => tag?.split('-')[0].toLowerCase()
  const score = (reply: CannedReply) =>
    (word && fold(reply.shortcut ?? '') === word ? 8 : 0) +
    (word && fold(reply.title).startsWith(word) ? 4 : 0) +
    (language && tongue(reply.language) === tongue(language) ? 2 : 0) +
    (!language || !reply.language ? 1 : 0)
  return replies
    .map((reply, at) => ({ reply, at, score: score(reply) }))
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .map(({ reply }) => reply)
}
