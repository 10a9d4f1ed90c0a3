// Macros: the list, running one on a ticket or on many, and the way back.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { cache, patchTicket } from '@/api/cache'
import { get, patch, post, Problem } from '@/api/request'
import type { Id, Items, Macro, MacroRun, MacroRuns, Message, Ticket, TicketChange } from '@/api/types'
import { may } from '@/app/session'
import { flushLetters } from '@/composer/open_letters'
import { t } from '@/i18n'
import { cancelMessage, restored } from '@/ticket/sending'
import { confirm } from '@/ui/confirm'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'

export function useMacros() {
  const query = useQuery({
    queryKey: ['macros'],
    queryFn: () => get<Items<Macro>>('/macros'),
    staleTime: 60_000,
    enabled: () => may('tickets_change'),
  })
  return { query, items: computed(() => query.data.value?.items ?? []) }
}

export const sends = (macro: Macro) => macro.actions.some((action) => action.type === 'send_reply')

const refresh = (ids: Id[]) => {
  for (const id of ids) void cache.invalidateQueries({ queryKey: ['timeline', id] })
  for (const key of ['queue', 'counts', 'drafts', 'macros']) void cache.invalidateQueries({ queryKey: [key] })
}

/** The newest message of the ticket that was on screen; ids are in time order. */
function newestSeen(ticket: Id): Id | null {
  const seen: Id[] = []
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look)
    if (!value || typeof value !== 'object') return
    const item = value as { type?: string; message?: Message }
    if (item.type === 'message' && item.message) seen.push(item.message.id)
    else if ('pages' in value || 'items' in value) Object.values(value).forEach(look)
  }
  for (const [, data] of cache.getQueriesData({ queryKey: ['timeline', ticket] })) look(data)
  return seen.sort().at(-1) ?? null
}

export async function runMacro(ticket: Id, macro: Macro, confirmNewer = false): Promise<void> {
  // What is half written stays, and a reply from the macro comes below it.
  await flushLetters()
  try {
    const ran = await post<MacroRun>(`/tickets/${ticket}/macros/${macro.id}`, {
      seen_message_id: newestSeen(ticket),
      confirm_newer: confirmNewer,
    })
    patchTicket(ticket, ran.ticket)
    refresh([ticket])
    if (ran.drafted) {
      patchTicket(ticket, { has_draft: true })
      restored.value = { ticket, kind: 'reply', at: Date.now() }
    }
    if (ran.gaps.length) toast(t('macros.gaps', { n: ran.gaps.length }, ran.gaps.length))
    const back = ran.message_id !== null || Object.keys(ran.before).length > 0
    const undo = { label: t('ui.undo'), run: () => void undoRun(ticket, ran) }
    toast(t('macros.ran', { name: macro.name }), back ? { action: undo } : {})
  } catch (error) {
    if (error instanceof Problem && error.code === 'conflict_newer_messages') {
      const yes = await confirm({
        title: t('macros.newer'),
        text: t('macros.newer_text', { name: macro.name }),
        yes: t('macros.run_anyway'),
      })
      if (yes) await runMacro(ticket, macro, true)
    } else failed(error)
  }
}

/** A reply that is still here comes back first: it becomes a draft, and its status goes with it. */
async function undoRun(ticket: Id, ran: MacroRun) {
  if (ran.message_id && !(await takeBack(ran.message_id))) return
  await restore(ticket, ran.before)
  refresh([ticket])
}

async function takeBack(id: Id): Promise<boolean> {
  try {
    return await cancelMessage(await get<Message>(`/messages/${id}`))
  } catch (error) {
    failed(error)
    return false
  }
}

async function restore(ticket: Id, before: TicketChange) {
  if (!Object.keys(before).length) return
  await patch<Ticket>(`/tickets/${ticket}`, before).then((now) => patchTicket(ticket, now), failed)
}

/** Runs a macro on many tickets; one that sends asks first, since the tickets are not read one by one. */
export async function runOnMany(ids: Id[], macro: Macro): Promise<void> {
  if (sends(macro)) {
    const yes = await confirm({
      title: t('macros.send_many', { n: ids.length }, ids.length),
      text: t('macros.send_many_text', { name: macro.name }),
      yes: t('macros.send_many_yes'),
    })
    if (!yes) return
  }
  const total: MacroRuns = { changed: [], failed: [] }
  try {
    for (let start = 0; start < ids.length; start += 50) {
      const some = ids.slice(start, start + 50)
      const part = await post<MacroRuns>(`/macros/${macro.id}/runs`, { ids: some, confirm_newer: true })
      total.changed.push(...part.changed)
      total.failed.push(...part.failed)
    }
  } catch (error) {
    failed(error)
  }
  refresh(ids)
  void cache.invalidateQueries({ queryKey: ['ticket'] })
  const n = total.changed.length
  if (n) {
    const undo = { label: t('ui.undo'), run: () => void undoMany(total.changed) }
    toast(t('macros.ran_many', { name: macro.name, n }, n), { action: undo })
  }
  if (total.failed.length) toast(whyNot(total.failed), { tone: 'error' })
}

function whyNot(failures: MacroRuns['failed']): string {
  const gaps = failures.filter((one) => one.code === 'gaps').length
  return gaps === failures.length
    ? t('macros.failed_gaps', { n: gaps }, gaps)
    : t('bulk.failed', { n: failures.length }, failures.length)
}

async function undoMany(changed: MacroRuns['changed']) {
  for (const { id, before, message_id } of changed) {
    if (message_id && !(await takeBack(message_id))) continue
    await restore(id, before)
  }
  refresh(changed.map(({ id }) => id))
}
