// Changes to tickets: shown at once, rolled back when refused, and undone on request.
import { cache, cachedTicket, patchTicket } from '@/api/cache'
import { patch, post } from '@/api/request'
import type {
  Agent,
  BulkChange,
  BulkResult,
  Id,
  Page,
  Tag,
  Team,
  Ticket,
  TicketChange,
  TicketRow,
} from '@/api/types'
import { t } from '@/i18n'
import { failed } from '@/ui/failed'
import { toast } from '@/ui/toasts'

const listed = <T>(name: string) => cache.getQueryData<Page<T>>([name])?.items ?? []

/** How the row will look, as far as we can tell before the server answers. */
function expected(ticket: TicketRow, change: BulkChange): Partial<Ticket> {
  const { assignee_id, team_id, tags, add_tags, remove_tags, ...plain } = change
  // Null means "as it was", except for the moment a snooze ends.
  const said = Object.entries(plain).filter(([name, value]) => value !== null || name === 'snoozed_until')
  const fields: Partial<Ticket> = Object.fromEntries(said)
  if (assignee_id !== undefined)
    fields.assignee = listed<Agent>('agents').find((agent) => agent.id === assignee_id) ?? null
  if (team_id !== undefined) fields.team = listed<Team>('teams').find((team) => team.id === team_id) ?? null
  const names = tags ?? ticket.tags.map((tag) => tag.name)
  const wanted = [...new Set([...names, ...(add_tags ?? [])])].filter((name) => !remove_tags?.includes(name))
  if (tags || add_tags || remove_tags)
    fields.tags = wanted.map(
      (name) => listed<Tag>('tags').find((tag) => tag.name === name) ?? { id: name, name, color: '#888888' },
    )
  if (change.status && change.status !== 'snoozed') fields.snoozed_until = null
  return fields
}

/** The change that brings back what `change` touches. */
export function reverse(ticket: TicketRow, change: TicketChange): TicketChange {
  const back: TicketChange = {}
  if ('subject' in change) back.subject = ticket.subject
  if ('priority' in change) back.priority = ticket.priority
  if ('assignee_id' in change) back.assignee_id = ticket.assignee?.id ?? null
  if ('team_id' in change) back.team_id = ticket.team?.id ?? null
  if ('tags' in change) back.tags = ticket.tags.map((tag) => tag.name)
  if ('status' in change) {
    back.status = ticket.status
    if (ticket.status === 'snoozed') back.snoozed_until = ticket.snoozed_until
  }
  return back
}

function refreshLists(id?: Id) {
  void cache.invalidateQueries({ queryKey: ['queue'] })
  void cache.invalidateQueries({ queryKey: ['counts'] })
  void cache.invalidateQueries({ queryKey: ['tags'] })
  if (id) void cache.invalidateQueries({ queryKey: ['timeline', id] })
}

/** Shows a change before the server answers; calling what it gives takes that back, and nothing that came meanwhile. */
function showAtOnce(ticket: TicketRow, change: BulkChange): () => void {
  const fields = expected(ticket, change)
  const names = Object.keys(fields) as (keyof TicketRow)[]
  const before = Object.fromEntries(names.map((name) => [name, ticket[name]]))
  patchTicket(ticket.id, fields)
  return () => patchTicket(ticket.id, before)
}

/** Changes one ticket. `said` is the toast with its undo; none for changes that show themselves. */
export async function changeTicket(ticket: TicketRow, change: TicketChange, said?: string): Promise<boolean> {
  const before = { ...(cachedTicket(ticket.id) ?? ticket) }
  const back = reverse(before, change)
  const takeBack = showAtOnce(before, change)
  try {
    patchTicket(ticket.id, await patch<Ticket>(`/tickets/${ticket.id}`, change))
  } catch (error) {
    takeBack()
    failed(error)
    // Why it was refused may be that somebody was faster.
    refreshLists(ticket.id)
    return false
  }
  refreshLists(ticket.id)
  const undo = () => void changeTicket(ticket, back)
  if (said) toast(said, { action: { label: t('ui.undo'), run: undo } })
  return true
}

/** Changes many tickets at once; at most 200 go in one request. */
export async function changeTickets(ids: Id[], change: BulkChange, said: string) {
  const takeBack = new Map<Id, () => void>()
  for (const id of ids) {
    const ticket = cachedTicket(id)
    if (ticket) takeBack.set(id, showAtOnce({ ...ticket }, change))
  }
  const result = await bulk(ids, change)
  const changed = new Set(result?.changed.map(({ id }) => id))
  for (const [id, undo] of takeBack) if (!changed.has(id)) undo()
  refreshLists()
  if (!result) return
  const undo = () => void undoBulk(result.changed)
  if (result.changed.length) toast(said, { action: { label: t('ui.undo'), run: undo } })
  if (result.failed.length)
    toast(t('bulk.failed', { n: result.failed.length }, result.failed.length), { tone: 'error' })
}

async function bulk(ids: Id[], change: BulkChange): Promise<BulkResult | null> {
  const total: BulkResult = { changed: [], failed: [] }
  try {
    for (let start = 0; start < ids.length; start += 200) {
      const part = await post<BulkResult>('/tickets/bulk', { ids: ids.slice(start, start + 200), change })
      total.changed.push(...part.changed)
      total.failed.push(...part.failed)
    }
    return total
  } catch (error) {
    failed(error)
    return total.changed.length ? total : null
  }
}

async function undoBulk(changed: BulkResult['changed']) {
  const groups = new Map<string, Id[]>()
  for (const { id, before } of changed) {
    const key = JSON.stringify(before)
    groups.set(key, [...(groups.get(key) ?? []), id])
  }
  for (const [before, ids] of groups) await bulk(ids, JSON.parse(before) as TicketChange)
  refreshLists()
}
