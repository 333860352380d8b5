import { dataText, type ResourceRecord } from '#libs/dns-model'
import { decodeMessage, type Message } from '#libs/dns-wire'

/** A reply in a form in which replies that mean the same are equal: records in order, serials left out. */
export interface Comparable {
  readonly rcode: number
  readonly flags: Message['flags']
  readonly edns?: { readonly udpSize: number; readonly version: number; readonly dnssecOk: boolean }
  readonly answer: readonly string[]
  readonly authority: readonly string[]
  readonly additional: readonly string[]
}

/** @returns the reason as a text for what is no DNS message */
export function comparable(reply: Uint8Array): Comparable | string {
  const decoded = decodeMessage(reply)
  if (decoded.kind === 'malformed') return decoded.reason
  const { rcode, flags, edns, answer, authority, additional } = decoded.message
  return {
    rcode,
    flags,
    ...(edns && { edns: { udpSize: edns.udpSize, version: edns.version, dnssecOk: edns.dnssecOk } }),
    answer: sorted(answer),
    authority: sorted(authority),
    additional: sorted(additional),
  }
}

function sorted(records: readonly ResourceRecord[]): string[] {
  return records.map(lineOf).toSorted()
}

/** Servers count serials each by their own clock. */
function lineOf({ name, ttl, data }: ResourceRecord): string {
  const shown = data.type === 'SOA' ? { ...data, serial: 0 } : data
  return `${name.toLowerCase()} ${ttl} ${data.type} ${dataText(shown).toLowerCase()}`
}
