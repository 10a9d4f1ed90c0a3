// Keeps a letter: on this device at once, on the server a moment later. Nothing typed is lost when either fails.
import { ref, watch, type Ref } from 'vue'
import { cache, patchTicket } from '@/api/cache'
import { del, get, Problem, put } from '@/api/request'
import type { Draft, Id } from '@/api/types'
import { me } from '@/app/session'
import { fromDraft, toDraft, worthKeeping, type Letter, type Slot } from './letter'

export type Keeping = 'idle' | 'saving' | 'saved' | 'local'

const localKey = (ticket: Id, slot: Slot) => `centralino.draft.${me.value?.id}.${ticket}.${slot}`

/** A letter the server does not have (yet), from this device. */
export function localLetter(ticket: Id, slot: Slot): Letter | null {
  try {
    const stored = localStorage.getItem(localKey(ticket, slot))
    return stored ? (JSON.parse(stored) as Letter) : null
  } catch {
    return null
  }
}

export async function loadLetter(ticket: Id, slot: Slot): Promise<Letter | null> {
  const local = localLetter(ticket, slot)
  if (local || slot === 'forward') return local
  try {
    return fromDraft(await get<Draft>(`/tickets/${ticket}/drafts/${slot}`))
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null
    throw error
  }
}

export function useKeeping(ticket: Id, slot: Slot, letter: Ref<Letter>) {
  const keeping = ref<Keeping>('idle')
  const key = localKey(ticket, slot)
  const path = `/tickets/${ticket}/drafts/${slot}`
  let timer: ReturnType<typeof setTimeout> | undefined
  let dirty = false
  let stopped = false
  let running: Promise<void> | null = null

  async function store() {
    dirty = false
    const kept = worthKeeping(letter.value)
    const written = JSON.stringify(letter.value)
    keeping.value = 'saving'
    try {
      if (kept) await put<Draft>(path, toDraft(letter.value, slot === 'note'))
      else
        await del(path).catch((error: Problem) => (error.status === 404 ? undefined : Promise.reject(error)))
      if (localStorage.getItem(key) === written || !kept) localStorage.removeItem(key)
      keeping.value = kept ? 'saved' : 'idle'
      patchTicket(ticket, { has_draft: kept })
    } catch {
      keeping.value = 'local'
      // Try again later, unless something new is typed first.
      if (!stopped) timer = setTimeout(flush, 10_000)
    }
  }
  /** Saves what is not saved yet; resolves when the server has it (or refused). */
  async function flush(): Promise<void> {
    clearTimeout(timer)
    if (slot === 'forward') return
    while (running) await running
    if (!dirty && keeping.value !== 'local') return
    running = store().finally(() => (running = null))
    await running
  }
  function changed() {
    if (stopped) return
    dirty = true
    if (worthKeeping(letter.value)) localStorage.setItem(key, JSON.stringify(letter.value))
    else localStorage.removeItem(key)
    clearTimeout(timer)
    timer = setTimeout(flush, 700)
  }
  const unwatch = watch(letter, changed, { deep: true })

  /** The letter went out or was thrown away: nothing is kept any more. */
  async function forget(tellServer: boolean) {
    stopped = true
    unwatch()
    clearTimeout(timer)
    while (running) await running
    localStorage.removeItem(key)
    keeping.value = 'idle'
    if (tellServer && slot !== 'forward') await del(path).catch(() => undefined)
    void cache.invalidateQueries({ queryKey: ['drafts'] })
  }
  /** The composer closes; what was typed last still goes to the server. */
  function leave() {
    unwatch()
    void flush().then(() => (stopped = true))
  }
  return { keeping, flush, forget, leave }
}
