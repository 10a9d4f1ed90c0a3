// The letter of one form: its draft, the reachable channels, who it goes to, and whether it is stale.
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { cache } from '@/api/cache'
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
    // Read once: from then on what is typed here is newer.
    enabled: () => !ready.value,
  })
  /** The message answered or forwarded: the one pointed at, else what the draft was about. */
  const subjectOf = computed(() => {
    if (!ready.value) {
      const kept = draft.data.value?.letter
      return about ?? (slot === 'forward' ? kept?.forwardOf : kept?.answerTo) ?? undefined
    }
    return (slot === 'forward' ? letter.value.forwardOf : letter.value.answerTo) ?? undefined
  })
  const asked = (about: Id | undefined) => ({
    queryKey: ['reply-options', ticket.id, mode.value, about ?? ''],
    queryFn: () =>
      get<ReplyOptions>(`/tickets/${ticket.id}/reply-options`, {
        query: { mode: mode.value, message_id: about },
      }),
    staleTime: 0,
    gcTime: 0,
  })
  const options = useQuery(
    computed(() => ({
      ...asked(subjectOf.value),
      enabled: slot !== 'note' && draft.isFetched.value,
      placeholderData: (before?: ReplyOptions) => before,
    })),
  )
  const { items } = useTimeline(() => ticket.id)
  const lastId = () => {
    const last = items.value.findLast((item) => item.type === 'message' && item.message.kind !== 'note')
    return last?.type === 'message' ? last.message.id : null
  }
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
      const found = draft.data.value ?? { letter: null, version: null }
      const kept = found.letter
      if (kept) letter.value = { ...emptyLetter(), ...kept }
      if (given) {
        const begun = kept && worthKeeping(kept)
        // Answering another message than the draft did: the words stay, who gets them follows.
        if (!begun || (slot === 'reply' && about && about !== kept.answerTo)) address(given)
        letter.value.channelId ??= given.channel_id
        letter.value.seen ??= given.last_message_id
      }
      if (slot === 'forward') {
        const passed = about ?? letter.value.forwardOf ?? given?.about?.id ?? lastId()
        if (passed !== letter.value.forwardOf) letter.value.forwardFiles = null
        letter.value.forwardOf = passed
        if (about && given) letter.value.subject = given.subject
      } else if (slot === 'reply' && about) letter.value.answerTo = about
      letter.value.seen ??= lastId()
      ready.value = true
      keeper.begin(found)
    },
    { immediate: true },
  )
  /** Reply became reply-all or back, or answers another message: only the recipients follow. */
  async function readdress() {
    const given = await cache.fetchQuery({ ...asked(subjectOf.value), gcTime: 10_000 }).catch(() => null)
    if (!given) return
    const { subject, channelId } = letter.value
    address({ ...given, subject: subject || given.subject, channel_id: channelId ?? given.channel_id })
  }
  watch(mode, readdress)
  function answerLast() {
    letter.value.answerTo = null
    void readdress()
  }
  const channel = computed(
    () =>
      options.data.value?.channels.find((one) => one.id === letter.value.channelId) ??
      options.data.value?.channels[0],
  )
  /** Ids are in time order, so a greater one is newer. */
  const stale = computed(() => {
    const { seen } = letter.value
    if (slot === 'note' || !seen) return false
    return items.value.some(
      (item) => item.type === 'message' && item.message.kind === 'inbound' && item.message.id > seen,
    )
  })
  const catchUp = () => (letter.value.seen = lastId())
  return { slot, letter, ready, options, channel, stale, catchUp, answerLast, ...keeper }
}
