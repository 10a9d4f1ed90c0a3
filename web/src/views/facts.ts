// Which facts a row of a queue shows beside contact, subject and age, and how high it is.
import type { RowFact } from '@/api/types'
import { preference } from '@/app/preferences'

export const USUAL_FACTS: RowFact[] = ['preview', 'status', 'priority', 'assignee', 'channel', 'tags']

/** Of queues that choose none of their own. */
export const ownFacts = preference<RowFact[]>('queue_facts', USUAL_FACTS)

export type Density = 'comfortable' | 'compact'
export const density = preference<Density>('queue_density', 'comfortable')

/** Every row is as high as any other, so that a list of 100,000 knows where each one is. */
export const rowHeight = (of: Density) => (of === 'compact' ? 40 : 76)
