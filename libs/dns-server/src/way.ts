import type { Peer } from './serve-message.js'
import type { Way } from './served-counts.js'

/** The way of a peer's messages. */
export function wayOf({ transport, family }: Peer): Way {
  if (transport === 'udp') return family === 'IPv4' ? 'udp4' : 'udp6'
  return family === 'IPv4' ? 'tcp4' : 'tcp6'
}
