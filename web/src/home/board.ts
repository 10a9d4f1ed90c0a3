// Which cards stand on my board, and in which order.
import { computed } from 'vue'
import { preference } from '@/app/preferences'
import type { IconName } from '@/ui/icons'

export const CARDS = ['risk', 'my_queue', 'waiting', 'volume', 'times', 'drafts'] as const
export type CardName = (typeof CARDS)[number]
export interface Placed {
  card: CardName
  wide: boolean
}
export const CARD_ICONS: Record<CardName, IconName> = {
  risk: 'warning',
  my_queue: 'person',
  waiting: 'clock',
  volume: 'inbox',
  times: 'history',
  drafts: 'edit',
}
const STANDARD: Placed[] = CARDS.map((card) => ({ card, wide: card === 'risk' || card === 'volume' }))

const kept = preference<Placed[]>('board', STANDARD)

/** Mine, without cards this version does not know. */
export const board = computed<Placed[]>({
  get: () => (Array.isArray(kept.value) ? kept.value.filter((one) => CARDS.includes(one.card)) : STANDARD),
  set: (placed) => (kept.value = placed),
})
export const absent = computed(() => CARDS.filter((card) => !board.value.some((one) => one.card === card)))

export const add = (card: CardName) => (board.value = [...board.value, { card, wide: false }])
export const remove = (card: CardName) => (board.value = board.value.filter((one) => one.card !== card))
export const widen = (card: CardName) =>
  (board.value = board.value.map((one) => (one.card === card ? { ...one, wide: !one.wide } : one)))
export const reset = () => (board.value = STANDARD)

/** Puts `card` where it would be `by` places on. */
export function move(card: CardName, by: number) {
  const index = board.value.findIndex((one) => one.card === card)
  const to = Math.min(board.value.length - 1, Math.max(0, index + by))
  const next = [...board.value]
  next.splice(to, 0, ...next.splice(index, 1))
  board.value = next
}
/** Puts `card` where `target` stands. */
export function place(card: CardName, target: CardName) {
  const at = (name: CardName) => board.value.findIndex((one) => one.card === name)
  if (card !== target) move(card, at(target) - at(card))
}
