// The queues of the inbox as places to go: six tabs and the saved views, each with its number.
import { computed } from 'vue'
import { useViews } from '@/api/lists'
import type { View } from '@/api/types'
import { useCounts } from '@/app/counts'
import { preference } from '@/app/preferences'
import { t } from '@/i18n'
import { count } from '@/i18n/format'
import type { IconName } from '@/ui/icons'
import { viewGroups } from '@/views/groups'
import { TABS, type Tab } from './address'

const ICONS: Record<Tab, IconName> = {
  mine: 'person',
  unassigned: 'inbox',
  all: 'list',
  mentions: 'at',
  snoozed: 'snooze',
  spam: 'shield',
}

export interface QueuePlace {
  id: string
  name: string
  icon: IconName
  /** Empty for none; ends at 99+. */
  count: string
  view?: View
}

/** The queue that opens when the inbox is opened. */
export const firstQueue = preference('queue_first', 'mine')

export function useQueues() {
  const { data: counts } = useCounts()
  const { items } = useViews()
  const tabs = computed<QueuePlace[]>(() =>
    TABS.map((id) => ({ id, name: t(`queue.${id}`), icon: ICONS[id], count: count(counts.value?.[id]) })),
  )
  const groups = computed(() =>
    viewGroups(items.value.filter((view) => view.listed)).map((group) => ({
      ...group,
      places: group.views.map((view): QueuePlace => ({
        id: `view-${view.id}`,
        name: view.name,
        icon: view.scope === 'personal' ? 'person' : 'team',
        count: count(counts.value?.views[view.id]),
        view,
      })),
    })),
  )
  const places = computed(() => [...tabs.value, ...groups.value.flatMap((group) => group.places)])
  return { tabs, groups, places, views: items }
}
