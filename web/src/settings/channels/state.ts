// How a channel fares, in one word.
import type { Channel } from '@/api/types'

/** `failing`: it is tried again by itself, but nothing comes or goes. */
export const stateOf = (channel: Channel) =>
  channel.state === 'active' && channel.last_error ? 'failing' : channel.state
