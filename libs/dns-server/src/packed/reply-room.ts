import type { Way } from '../served-counts.js'

/** The largest reply. A buffer for replies has so many octets. */
export const REPLY_OCTETS = 65_535
/** CoreDNS reads UDP messages into a buffer of this size; what is longer is cut, and so mostly a FORMERR. */
export const UDP_READ_OCTETS = 512

/** What every client can take over UDP (RFC 1035, section 2.3.4). */
const SMALLEST_LIMIT = 512
/** Larger UDP answers are compressed even where they fit, to stay within one frame. */
const UNFRAGMENTED: Readonly<Record<Way, number>> = { udp4: 1480, udp6: 1220, tcp4: REPLY_OCTETS, tcp6: REPLY_OCTETS }
/** An OPT record without options. */
export const OPT_OCTETS = 11

/** The largest reply for a client that came this way and says it takes so much; 0 if it says nothing. */
export function largestReply(way: Way, udpSize: number): number {
  return way === 'udp4' || way === 'udp6' ? Math.max(SMALLEST_LIMIT, udpSize) : REPLY_OCTETS
}

/** The largest reply that is not compressed. */
export function largestPlainReply(way: Way, limit: number): number {
  return Math.min(limit, UNFRAGMENTED[way])
}

/** What the client takes, no more than the server sends; 0 for any as `maxSize`. */
export function clampedSize(udpSize: number, maxSize: number): number {
  return maxSize === 0 ? udpSize : Math.min(udpSize, maxSize)
}

/** Whether a message is read whole. Longer ones are cut by the slow path. */
export function isReadWhole(octets: number, way: Way): boolean {
  return octets <= UDP_READ_OCTETS || way === 'tcp4' || way === 'tcp6'
}
