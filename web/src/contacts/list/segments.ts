// The saved segments, and what can be done with one.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { cache } from '@/api/cache'
import { del, get, patch, post } from '@/api/request'
import type { ContactSegment, Filter, Items } from '@/api/types'
import { t } from '@/i18n'
import { confirm } from '@/ui/confirm'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'

const refresh = () => cache.invalidateQueries({ queryKey: ['segments'] })

export function useSegments() {
  const { data } = useQuery({
    queryKey: ['segments'],
    queryFn: () => get<Items<ContactSegment>>('/segments'),
    staleTime: 60_000,
  })
  return computed(() => data.value?.items ?? [])
}

/** True when it is gone; what it found stays. */
export async function removeSegment(segment: ContactSegment): Promise<boolean> {
  const yes = await confirm({
    title: `${t('segments.delete')}: ${segment.name}`,
    text: t('segments.delete_sure'),
    yes: t('ui.delete'),
    danger: true,
  })
  if (!yes) return false
  try {
    await del(`/segments/${segment.id}`, { version: segment.version })
  } catch (error) {
    failed(error)
    return false
  } finally {
    await refresh()
  }
  const { name, filter, shared } = segment
  const back = () => void post('/segments', { name, filter, shared }).then(refresh, failed)
  toast(t('segments.deleted', { name }), { action: { label: t('ui.undo'), run: back } })
  return true
}

export async function refilter(segment: ContactSegment, filter: Filter): Promise<boolean> {
  try {
    await patch(`/segments/${segment.id}`, { filter }, { version: segment.version })
    toast(t('ui.saved'))
    return true
  } catch (error) {
    failed(error)
    return false
  } finally {
    await refresh()
  }
}
