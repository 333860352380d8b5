import type { Answer } from '#libs/dns-model'

/**
 * How long a response may be kept, in seconds: the smallest TTL of the answer section, for a negative answer what the SOA says of
 * it (RFC 8484, section 5.1; RFC 2308, section 5). `undefined` when it may not be kept at all: failures, refusals.
 */
export function freshnessOf({ rcode, answer, authority }: Answer): number | undefined {
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return undefined
  const ttls = answer.map(({ ttl }) => ttl)
  if (answer.length === 0 || rcode === 'NXDOMAIN') {
    for (const { ttl, data } of authority) if (data.type === 'SOA') ttls.push(Math.min(ttl, data.minimum))
  }
  return ttls.length === 0 ? undefined : Math.min(...ttls)
}
