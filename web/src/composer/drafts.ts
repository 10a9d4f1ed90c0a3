// Keeps a letter: on this device at once, on the server a moment later. Nothing typed is lost when either fails, or when
// two windows write at the same time.
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { cache, patchTicket } from '@/api/cache'
import { del, get, Problem, put } from '@/api/request'
import type { Draft, Id } from '@/api/types'
import { onNotice } from '@/live/socket'
import { emptyLetter, fromDraft, missed, toDraft, worthKeeping, type Letter, type Slot } from './letter'
import { dropLocal, keepLocal, localLetter, otherLetter, keepOther } from './local_letters'
import { letterOpened } from './open_letters'

export type Keeping = 'idle' | 'saving' | 'saved' | 'local'

/** A letter as found: which version of the server's draft it continues, and words that another window wrote instead. */
export interface Found {
  letter: Letter | null
  version: number | null
}

const path = (ticket: Id, slot: Slot) => `/tickets/${ticket}/drafts/${slot}`

async function onServer(ticket: Id, slot: Slot): Promise<Draft | null> {
  try {
    return await get<Draft>(path(ticket, slot))
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null
    throw error
  }
}

/** The newer of what this device and the server have; the older one is put aside if it says something else. */
export async function loadLetter(ticket: Id, slot: Slot): Promise<Found> {
  const local = localLetter(ticket, slot)
  let draft: Draft | null
  try {
    draft = await onServer(ticket, slot)
  } catch (error) {
    // Without a connection the words of this device are what there is.
    if (local && error instanceof Problem && error.status === 0) return local
    throw error
  }
  if (!local) return { letter: draft && fromDraft(draft), version: draft?.version ?? null }
  if (!draft || draft.version === local.version) return { ...local, version: draft?.version ?? null }
  const theirs = fromDraft(draft)
  const [kept, other] =
    Date.parse(draft.updated_at) > local.at ? [theirs, local.letter] : [local.letter, theirs]
  if (missed(other, kept)) keepOther(ticket, slot, other)
  return { letter: kept, version: draft.version }
}

export function useKeeping(ticket: Id, slot: Slot, letter: Ref<Letter>) {
  const keeping = ref<Keeping>('idle')
  /** What another window wrote at the same time. */
  const other = ref<Letter | null>(otherLetter(ticket, slot))
  /** Another window sent or discarded this very letter. */
  const gone = ref(false)
  let version: number | null = null
  /** As the server has it; what equals it needs no saving. */
  let known = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  let dirty = false
  let stopped = false
  let running: Promise<void> | null = null

  /** The letter as loaded. */
  function begin(found: Found) {
    version = found.version
    known = JSON.stringify(letter.value)
    other.value = otherLetter(ticket, slot)
  }
  function aside(theirs: Letter) {
    if (!missed(theirs, letter.value)) return
    other.value = theirs
    keepOther(ticket, slot, theirs)
  }
  async function save(written: string): Promise<void> {
    const body = toDraft(JSON.parse(written) as Letter, slot === 'note')
    try {
      version = (await put<Draft>(path(ticket, slot), body, { version: version ?? 0 })).version
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 412) throw error
      // Another window was faster. What is typed now is newer: it stays, and theirs is put aside.
      const theirs = await onServer(ticket, slot)
      if (theirs) aside(fromDraft(theirs))
      version = (await put<Draft>(path(ticket, slot), body, { version: theirs?.version ?? 0 })).version
    }
  }
  async function store() {
    dirty = false
    const kept = worthKeeping(letter.value)
    const written = JSON.stringify(letter.value)
    keeping.value = 'saving'
    try {
      if (kept) await save(written)
      else if (version !== null) await del(path(ticket, slot)).catch(fine)
      if (!kept) version = null
      known = written
      if (JSON.stringify(letter.value) === written) dropLocal(ticket, slot)
      keeping.value = kept ? 'saved' : 'idle'
      patchTicket(ticket, { has_draft: kept })
    } catch {
      keeping.value = 'local'
      dirty = true
      // Try again later, unless something new is typed first.
      if (!stopped) timer = setTimeout(flush, 10_000)
    }
  }
  /** Saves what is not saved yet; resolves when the server has it (or refused). */
  async function flush(): Promise<void> {
    clearTimeout(timer)
    while (running) await running
    if (!dirty) return
    running = store().finally(() => (running = null))
    await running
  }
  function changed() {
    if (stopped || JSON.stringify(letter.value) === known) return
    dirty = true
    if (worthKeeping(letter.value)) keepLocal(ticket, slot, letter.value, version)
    else dropLocal(ticket, slot)
    clearTimeout(timer)
    timer = setTimeout(flush, 700)
  }
  const unwatch = watch(letter, changed, { deep: true })

  /** Another window of mine wrote: what was not touched here follows; what was is newer, and saved. */
  async function follow() {
    if (dirty) return flush()
    if (running || stopped) return
    const theirs = await onServer(ticket, slot).catch(() => undefined)
    if (theirs === undefined || dirty || running || stopped || theirs?.version === version) return
    if (!theirs) {
      version = null
      gone.value = worthKeeping(letter.value)
      return
    }
    version = theirs.version
    letter.value = { ...emptyLetter(), ...fromDraft(theirs) }
    known = JSON.stringify(letter.value)
    keeping.value = 'saved'
  }
  onNotice((notice) => {
    if (notice.type === 'draft' && notice.ticket_id === ticket && notice.kind === slot) {
      if (notice.version !== version) void follow()
    } else if (notice.type === 'resync') void follow()
  })
  const hidden = () => document.visibilityState === 'hidden' && void flush()
  document.addEventListener('visibilitychange', hidden)
  onScopeDispose(() => document.removeEventListener('visibilitychange', hidden))

  /** Words put aside are looked at: they change places with these, or are let go. */
  function settleOther(take: 'swap' | 'drop') {
    const theirs = other.value
    if (!theirs) return
    const mine = { ...letter.value }
    other.value = take === 'swap' && worthKeeping(mine) ? mine : null
    keepOther(ticket, slot, other.value)
    if (take === 'swap') letter.value = theirs
  }
  /** The letter went out or was thrown away: nothing is kept any more. */
  async function forget(tellServer: boolean) {
    stopped = true
    unwatch()
    clearTimeout(timer)
    while (running) await running
    dropLocal(ticket, slot)
    keeping.value = 'idle'
    if (tellServer) await del(path(ticket, slot)).catch(() => undefined)
    void cache.invalidateQueries({ queryKey: ['drafts'] })
  }
  const closed = letterOpened(flush)
  /** The composer closes; what was typed last still goes to the server. */
  function leave() {
    closed()
    unwatch()
    void flush().then(() => (stopped = true))
  }
  return { keeping, other, settleOther, gone, begin, flush, forget, leave }
}

const fine = (error: Problem) => (error.status === 404 ? undefined : Promise.reject(error))
