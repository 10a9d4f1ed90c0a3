// A server of its own for each file: what one test leaves behind must not change what another counts.
import { afterAll } from 'vitest'
import { startHub, type HubFacts } from './hub'

const { stop, ...facts } = await startHub()
afterAll(stop)

export const hub: HubFacts = facts
