// The tickets of one queue as far as they are loaded: found and patched at once, however many there are.
import { reactive, ref, shallowRef } from 'vue'
import type { TicketList } from '@/api/cache'
import { get } from '@/api/request'
import type { Id, Page, SortOrder, Ticket, TicketRow, TicketStatus } from '@/api/types'

export interface QueueWish {
  /** `mine`, `unassigned`, …, or `view-<id>`. */
  queue: string
  status: TicketStatus[]
  sort: SortOrder
  /** JSON; narrows further. */
  filter: string
}

/** Which tickets, without their order: as `GET /tickets` and `…/matching` are asked. */
export function whichTickets(wish: QueueWish): Record<string, string> {
  const view = wish.queue.startsWith('view-') ? wish.queue.slice(5) : ''
  const status: Record<string, string> = wish.status.length ? { status: wish.status.join(',') } : {}
  return { ...(view ? { view } : { tab: wish.queue }), ...status, filter: wish.filter }
}

export const fetchRows = (wish: QueueWish, cursor: string | null, limit: number, signal?: AbortSignal) =>
  get<Page<TicketRow>>('/tickets', {
    query: { ...whichTickets(wish), sort: wish.sort, cursor, limit },
    signal,
  })

const DEEPER = 100

export class QueueRows implements TicketList {
  readonly rows = shallowRef<TicketRow[]>([])
  /** Rows that no longer belong here: they stay, faded, until the list is refreshed. */
  readonly gone = reactive(new Set<Id>())
  readonly filled = ref(false)
  readonly loading = ref(false)
  /** Deeper rows could not be had. */
  readonly broken = ref(false)
  readonly more = ref(false)
  /** Where the reader was, for when they come back. */
  top = 0
  current: Id | null = null
  private places = new Map<Id, number>()
  private next: string | null = null

  constructor(private readonly wish: QueueWish) {}

  place = (id: Id | null): number => (id === null ? -1 : (this.places.get(id) ?? -1))
  find = (id: Id): TicketRow | undefined => this.rows.value[this.place(id)]

  /** The first page, and nothing else. */
  begin(page: Page<TicketRow>) {
    this.places.clear()
    this.gone.clear()
    this.broken.value = false
    this.rows.value = []
    this.append(page)
    this.filled.value = true
  }

  private append(page: Page<TicketRow>) {
    const rows = [...this.rows.value]
    for (const row of page.items) {
      // A ticket that moved between two pages would show twice.
      if (this.places.has(row.id)) continue
      this.places.set(row.id, rows.length)
      rows.push(row)
    }
    this.next = page.next
    this.more.value = page.next !== null
    this.rows.value = rows
  }

  /** Whether the list begins as the page does. */
  beginsLike(page: Page<TicketRow>): boolean {
    const rows = this.rows.value
    const all = page.next !== null || rows.length === page.items.length
    return all && page.items.every((row, index) => rows[index]?.id === row.id)
  }

  /** Takes over what the first page says of rows that are shown. Answers how many rows it has that are not, and which
   * it no longer has: those left the queue, or their place in it. */
  meet(page: Page<TicketRow>): { fresh: number; left: Id[] } {
    const rows = [...this.rows.value]
    const ids = new Set(page.items.map((row) => row.id))
    let fresh = 0
    // Below the last row that both have nothing is known.
    let deepest = page.next === null ? rows.length - 1 : -1
    for (const row of page.items) {
      const place = this.place(row.id)
      if (place < 0) fresh++
      else {
        rows[place] = row
        this.gone.delete(row.id)
        deepest = Math.max(deepest, place)
      }
    }
    const left: Id[] = []
    for (let place = 0; place <= deepest; place++) {
      const { id } = rows[place]
      if (!ids.has(id)) left.push(id)
    }
    this.rows.value = rows
    return { fresh, left }
  }

  async deeper() {
    if (!this.more.value || this.loading.value) return
    this.loading.value = true
    this.broken.value = false
    const from = this.next
    try {
      const page = await fetchRows(this.wish, from, DEEPER)
      // The list may have begun anew meanwhile.
      if (from === this.next) this.append(page)
    } catch {
      this.broken.value = true
    } finally {
      this.loading.value = false
    }
  }

  patch(id: Id, fields: Partial<Ticket>) {
    const place = this.place(id)
    if (place < 0) return
    const row = { ...this.rows.value[place], ...fields }
    // A new list each time: what is derived from it compares by identity.
    this.rows.value = this.rows.value.with(place, row)
  }

  /** Takes rows that left out of the list; answers how many of them were above `place`. */
  sweep(place: number): number {
    if (!this.gone.size) return 0
    let above = 0
    const stay = this.rows.value.filter((row, index) => {
      const gone = this.gone.has(row.id)
      if (gone && index < place) above++
      return !gone
    })
    this.gone.clear()
    this.places = new Map(stay.map((row, index) => [row.id, index]))
    this.rows.value = stay
    return above
  }
}
