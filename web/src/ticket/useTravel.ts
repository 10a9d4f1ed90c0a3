// Going about in a timeline of any length: both ways from anywhere, with a bounded part of it in memory.
import { computed, nextTick, onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { cache } from '@/api/cache'
import { Problem } from '@/api/request'
import type { Id, Ticket, Time } from '@/api/types'
import { t } from '@/i18n'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'
import { itemId, itemTime } from './entries'
import { forgetOlder, MOST_PAGES, timelineQuery, useTimeline, type Anchor } from './ticket'
import { useReading, type Held } from './useReading'

/** Entries are fetched when the reader is this close to the edge of what is loaded, in pixels. */
const AHEAD = 900

/** Where readers were when they left, by ticket; for as long as the page lives. */
const left = new Map<Id, Held>()

export function useTravel(
  ticket: () => Ticket,
  scroller: Ref<HTMLElement | null>,
  content: Ref<HTMLElement | null>,
) {
  const id = ticket().id
  const anchor = ref<Anchor | null>(null)
  const { query, items } = useTimeline(id, anchor)
  /** Whether the end of what is loaded is the end of the timeline. */
  const whole = computed(() => !query.hasPreviousPage.value)
  const reading = useReading(scroller, content, () => whole.value)
  const marked = ref<Id | null>(null)
  let travelling = false

  /** Opens the timeline there; what is on screen goes only when the other place is here. */
  async function open(to: Anchor | null): Promise<boolean> {
    travelling = true
    try {
      await cache.fetchInfiniteQuery({ ...timelineQuery(id, to), staleTime: 5_000 })
      anchor.value = to
      await nextTick()
      return true
    } catch (error) {
      if (error instanceof Problem && error.status === 422) toast(t('timeline.gone'), { tone: 'error' })
      else failed(error)
      return false
    } finally {
      travelling = false
    }
  }
  async function reveal(entry: Id) {
    const shown = reading.show(entry) || ((await open({ around: entry })) && reading.show(entry))
    if (shown) marked.value = entry
    else if (anchor.value) reading.toEnd()
    return shown
  }
  async function revealTime(at: Time) {
    if (!(await open({ at }))) return
    const first = items.value.find((item) => itemTime(item) >= at) ?? items.value[items.value.length - 1]
    if (first) reading.show(itemId(first), 12)
  }
  async function toNewest() {
    if (anchor.value && !(await open(null))) return
    reading.toEnd()
  }

  /** Fetches what is near before the reader gets there. */
  async function reach() {
    if (travelling || query.isFetching.value || !items.value.length) return
    if (reading.above.value < AHEAD && query.hasNextPage.value) {
      const far = !anchor.value && (query.data.value?.pages.length ?? 0) >= MOST_PAGES
      const here = reading.place()
      if (far && here) await open({ around: here.id })
      else await query.fetchNextPage()
    } else if (reading.below.value < AHEAD && query.hasPreviousPage.value) {
      await query.fetchPreviousPage()
    } else if (anchor.value && whole.value && reading.atEnd.value) {
      forgetOlder(id)
      await open(null)
    }
  }
  watch([reading.above, reading.below, () => query.isFetching.value], () => void reach())
  // After every change of what is shown, before it is painted.
  watch(items, () => void nextTick(reading.hold), { flush: 'post' })

  /** Where to begin: at what a link names, where the reader left, or at the end. */
  async function begin(entry: Id | null) {
    const here = left.get(id)
    if (entry) return reveal(entry)
    if (here && !ticket().unread && (await open({ around: here.id }))) return reading.take(here)
    reading.toEnd()
  }
  onBeforeUnmount(() => {
    const here = reading.place()
    if (here && !reading.atEnd.value) left.set(id, here)
    else left.delete(id)
    forgetOlder(id)
  })
  return { query, items, whole, anchor, marked, reading, reveal, revealTime, toNewest, begin, reach }
}
