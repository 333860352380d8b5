import { versionAtLeast, type Dns64Plugin } from '#libs/corefile'
import { addressBytes, addressFamily, bytesText } from '#libs/ip-address'
import type { Answer, ResourceRecord } from '#libs/dns-model'
import { clientAddress } from '../asker.js'
import type { Handler, Inquiry } from '../inquiry.js'
import { placeText } from '../place-text.js'
import { replyWith } from '../reply.js'
import { afterReply, andThen, done, retold } from '../step.js'

/** The TTL where the negative answer has no SOA, in seconds (RFC 6147, section 5.1.7). */
const TTL_WITHOUT_SOA = 600

/**
 * `dns64`: AAAA records made of A records for a name that has none of its own (RFC 6147, CoreDNS plugin/dns64). Clients that ask
 * over IPv4 are served with `allow_ipv4` only.
 */
export function dns64Handler(plugin: Dns64Plugin): Handler {
  return (inquiry, next) => {
    const { question, questionClass } = inquiry
    if (question.type !== 'AAAA' || questionClass !== undefined) return next(inquiry)
    const address = clientAddress(inquiry)
    if (!plugin.allowIpv4 && address !== undefined && addressFamily(address) === 'IPv4') return next(inquiry)
    const step = afterReply(next(inquiry), (reply) => {
      if (!isTranslated(plugin, reply)) return done(reply)
      const found = inquiry.lookUp(inquiry, { name: inquiry.key, type: 'A' })
      return andThen(found, (addresses) => done(translated(plugin, reply, addresses, inquiry)))
    })
    return address === undefined && !plugin.allowIpv4 ? retold(step, withAssumption) : step
  }
}

/** NXDOMAIN holds for every type; every other code counts as an empty answer (RFC 6147, section 5.1.2). */
function isTranslated(plugin: Dns64Plugin, { rcode, answer }: Answer): boolean {
  if (rcode === 'NXDOMAIN' && answer.length === 0) return false
  return plugin.translateAll || !answer.some(({ data }) => data.type === 'AAAA')
}

function translated(plugin: Dns64Plugin, negative: Answer, addresses: Answer, { explain, view }: Inquiry): Answer {
  const soa = negative.authority.findLast(({ data }) => data.type === 'SOA')
  const longest = soa?.ttl ?? TTL_WITHOUT_SOA
  const text = `dns64 (${placeText(plugin.place)}) looks for A records and puts them behind ${plugin.prefix}.`
  return replyWith({
    rcode: versionAtLeast(view.settings.version, '1.15.0') ? addresses.rcode : 'NOERROR',
    authoritative: false,
    truncated: addresses.truncated,
    answer: addresses.answer.map((record) => withPrefix(record, plugin.prefix, longest)),
    authority: addresses.authority,
    additional: addresses.additional,
    undecidable: negative.undecidable ?? addresses.undecidable,
    reasons: explain && [{ code: 'dns64', text }, ...(addresses.reasons ?? [])],
  })
}

function withPrefix(record: ResourceRecord, prefix: string, longest: number): ResourceRecord {
  const { data } = record
  if (data.type !== 'A') return record
  return {
    ...record,
    ttl: Math.min(record.ttl, longest),
    data: { type: 'AAAA', address: embedded(data.address, prefix) },
  }
}

/** RFC 6052, section 2.2: the IPv4 octets follow the prefix; the octet at 8 stays zero. */
function embedded(address: string, prefix: string): string {
  const [base, length] = prefix.split('/') as [string, string]
  const octets = new Uint8Array(16)
  let at = Number(length) / 8
  octets.set(addressBytes(base).subarray(0, at))
  for (const octet of addressBytes(address)) {
    if (at === 8) at++
    octets[at++] = octet
  }
  return bytesText(octets)
}

function withAssumption(answer: Answer): Answer {
  const note = 'dns64 serves clients that ask over IPv6 only; it was assumed that this one does.'
  return { ...answer, notes: [...(answer.notes ?? []), note] }
}
