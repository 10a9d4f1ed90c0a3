// Suggestions for the word being typed: operators from here, values from what the house has.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useAgents, useChannels, useTags } from '@/api/lists'
import { get } from '@/api/request'
import { STATUSES, type Contact, type Page } from '@/api/types'
import { reading } from '@/i18n/wall_clock'
import { timeZone } from '@/i18n/format'
import { useTyped } from '@/ui/useTyped'
import { asValue, matching, operatorOf } from './suggest'

export interface Suggestion {
  /** Replaces the word. */
  insert: string
  label: string
  about: string
}
const OPERATORS = ['from', 'to', 'channel', 'is', 'tag', 'assignee', 'before', 'after', 'has'] as const
const MOST = 8

const day = (back: number) => {
  const { year, month, day } = reading(new Date(Date.now() - back * 86_400_000), timeZone.value)
  return [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
}

export function useSuggestions(word: Ref<string>) {
  const { t } = useI18n()
  const { items: agents } = useAgents()
  const { items: tags } = useTags()
  const { items: channels } = useChannels()
  const asked = computed(() => operatorOf(word.value))
  const person = useTyped(
    computed(() =>
      asked.value && ['from', 'to'].includes(asked.value.name) ? asked.value.value.trim() : '',
    ),
  )
  const { data: people } = useQuery({
    queryKey: computed(() => ['contacts', 'suggested', person.value]),
    queryFn: ({ signal }) =>
      get<Page<Contact>>('/contacts', { query: { q: person.value, limit: MOST }, signal }),
    enabled: computed(() => person.value.length > 1),
    placeholderData: keepPreviousData,
  })

  function values(name: string, typed: string): { value: string; about: string }[] {
    const named = (all: string[]) => matching(all, typed).map((value) => ({ value, about: '' }))
    switch (name) {
      case 'is':
        return [
          ...STATUSES.map((status) => ({ value: status as string, about: t(`status.${status}`) })),
          ...['unread', 'assigned', 'unassigned'].map((value) => ({ value, about: t(`search.is.${value}`) })),
        ].filter(({ value, about }) => matching([value, about], typed).length)
      case 'tag':
        return named(tags.value.map((tag) => tag.name))
      case 'channel':
        return named(channels.value.map((channel) => channel.name))
      case 'assignee':
        return [
          { value: 'me', about: t('search.assignee.me') },
          { value: 'none', about: t('search.assignee.none') },
        ]
          .filter(({ value }) => value.startsWith(typed.toLowerCase()))
          .concat(named(agents.value.map((agent) => agent.name)))
      case 'before':
      case 'after':
        return [0, 1, 7, 30]
          .map((back) => ({ value: day(back), about: t('search.days_ago', { n: back }, back) }))
          .filter(({ value }) => value.startsWith(typed))
      case 'has':
        return named(['attachment'])
      case 'from':
      case 'to':
        return typed.trim().length < 2
          ? []
          : (people.value?.items ?? []).map((contact) => ({
              value: contact.identities?.[0]?.value ?? contact.name,
              about: contact.name,
            }))
    }
    return []
  }

  return computed<Suggestion[]>(() => {
    const operator = asked.value
    if (!operator)
      return word.value
        ? matching([...OPERATORS], word.value).map((name) => ({
            insert: `${name}:`,
            label: `${name}:`,
            about: t(`search.operator.${name}`),
          }))
        : []
    return values(operator.name, operator.value)
      .slice(0, MOST)
      .map(({ value, about }) => {
        const insert = `${operator.name}:${asValue(value)}`
        return { insert, label: insert, about: about === value ? '' : about }
      })
      .filter(({ insert }) => insert !== word.value)
  })
}
