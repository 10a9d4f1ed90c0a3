// The letter of one form: its draft, the reachable channels, who it goes to, and whether it is stale.
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { get } from '@/api/request'
import type { Id, ReplyOptions, Ticket } from '@/api/types'
import { useTimeline } from '@/ticket/ticket'
import { loadLetter, useKeeping } from './drafts'
import { emptyLetter, slotOf, worthKeeping, type Letter, type Mode } from './letter'

export function useLetter(ticket: Ticket, mode: Ref<Mode>, about: Id | undefined) {
  const slot = slotOf(mode.value)
  const letter = ref<Letter>(emptyLetter())
  const ready = ref(false)
  const draft = useQuery({
    queryKey: ['letter', ticket.id, slot],
    queryFn: () => loadLetter(ticket.id, slot),
    staleTime: 0,
    gcTime: 0,
  })
  const options = useQuery({
    queryKey: computed(() => [
      'reply-options',
      ticket.id,
      slot === 'note' ? 'reply' : mode.value,
      about ?? '',
    ]),
    queryFn: () =>
      get<ReplyOptions>(`/tickets/${ticket.id}/reply-options`, {
        query: { mode: slot === 'note' ? 'reply' : mode.value, message_id: about },
      }),
    staleTime: 0,
    gcTime: 0,
    enabled: slot !== 'note',
  })
  const { items } = useTimeline(() => ticket.id)
  const lastMessage = computed(() =>
    [...items.value].reverse().find((item) => item.type === 'message' && item.message.kind !== 'note'),
  )
  const lastId = () => (lastMessage.value?.type === 'message' ? lastMessage.value.message.id : null)

  function address(given: ReplyOptions) {
    letter.value.channelId = given.channel_id
    letter.value.to = given.to
    letter.value.cc = given.cc
    letter.value.subject = given.subject
  }
  const keeper = useKeeping(ticket.id, slot, letter)
  // First the draft, then what the server proposes for everything the draft does not say.
  watch(
    [() => draft.isFetched.value, () => options.data.value, () => options.isError.value],
    ([drafted, given, broken]) => {
      if (ready.value || !drafted || (slot !== 'note' && !given && !broken)) return
      const kept = draft.data.value
      if (kept) letter.value = { ...emptyLetter(), ...kept }
      if (given) {
        if (!kept || !worthKeeping(kept)) address(given)
        letter.value.channelId ??= given.channel_id
        letter.value.seen ??= given.last_message_id
      }
      if (slot === 'forward') letter.value.forwardOf = about ?? letter.value.forwardOf ?? lastId()
      letter.value.seen ??= lastId()
      ready.value = true
    },
    { immediate: true },
  )
  // Reply became reply-all, or back: only the recipients follow.
  watch(mode, () => {
    const stop = watch(
      () => options.data.value,
      (given) => {
        if (!given || options.isPlaceholderData.value) return
        address({
          ...given,
          subject: letter.value.subject || given.subject,
          channel_id: letter.value.channelId ?? given.channel_id,
        })
        stop()
      },
    )
  })
  const channel = computed(
    () =>
      options.data.value?.channels.find((one) => one.id === letter.value.channelId) ??
      options.data.value?.channels[0],
  )
  /** Ids are in time order, so a greater one is newer. */
  const stale = computed(() => {
    if (slot === 'note' || !letter.value.seen) return false
    return items.value.some(
      (item) =>
        item.type === 'message' && item.message.kind === 'inbound' && item.message.id > letter.value.seen!,
    )
  })
  const catchUp = () => (letter.value.seen = lastId())
  return { slot, letter, ready, options, channel, stale, catchUp, lastId, ...keeper }
}
