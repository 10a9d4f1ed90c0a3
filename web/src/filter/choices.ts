// What a filter field can be compared with, where that is a list.
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useI18n } from 'vue-i18n'
import { useAgents, useChannels, useTags, useTeams } from '@/api/lists'
import type { FilterField } from '@/api/types'

export interface Choice {
  id: string
  name: string
}

/** Null: the value is typed. */
export function useChoices(field: MaybeRefOrGetter<FilterField | undefined>) {
  const { t, te } = useI18n()
  const { items: agents } = useAgents()
  const { items: teams } = useTeams()
  const { items: tags } = useTags()
  const { items: channels } = useChannels()
  const rooms = ['status', 'priority', 'contact.kind', 'filter.identity', 'filter.consent']
  const word = (name: string) => {
    const room = rooms.find((one) => te(`${one}.${name}`))
    return room ? t(`${room}.${name}`) : name
  }
  return computed<Choice[] | null>(() => {
    const known = toValue(field)
    if (known?.values?.length) return known.values.map((name) => ({ id: name, name: word(name) }))
    switch (known?.name) {
      case 'assignee':
        return [{ id: 'me', name: t('filter.me') }, ...agents.value]
      case 'team':
        return teams.value
      case 'channel':
        return channels.value
    }
    if (known?.type === 'choice') return (known.choices ?? []).map(({ id, name }) => ({ id, name }))
    if (known?.type === 'tags') return tags.value.map((tag) => ({ id: tag.name, name: tag.name }))
    return null
  })
}
