import type { LoadbalancePlugin } from '#libs/corefile'
import { networkContains, parseNetwork, type Network } from '#libs/ip-address'
import type { ResourceRecord } from '#libs/dns-model'
import type { Handler } from '../inquiry.js'
import { placeText } from '../place-text.js'
import { afterReply, done } from '../step.js'

/**
 * `loadbalance` with `prefer`: addresses of the preferred networks come first, those of the first network before those of the
 * second (CoreDNS plugin/loadbalance/prefer.go). Policies without it only rotate, which is done where messages are sent: answers
 * here are in their canonical order.
 */
export function loadbalanceHandler(plugin: LoadbalancePlugin): Handler | undefined {
  const networks = plugin.prefer.map(parseNetwork).filter((network) => network !== undefined)
  if (networks.length === 0) return undefined
  return (inquiry, next) =>
    afterReply(next(inquiry), (reply) => {
      if (reply.rcode !== 'NOERROR') return done(reply)
      const text = `loadbalance (${placeText(plugin.place)}) puts addresses in ${plugin.prefer.join(', ')} first.`
      return done({
        ...reply,
        answer: preferredFirst(reply.answer, networks),
        additional: preferredFirst(reply.additional, networks),
        ...(inquiry.explain && { reasons: [...(reply.reasons ?? []), { code: 'preferred-addresses', text }] }),
      })
    })
}

/** CNAME records, the addresses by preference, MX, then all others; within each group the order stays. */
function preferredFirst(records: readonly ResourceRecord[], networks: readonly Network[]): readonly ResourceRecord[] {
  return records.length < 2 ? records : records.toSorted((a, b) => rank(a, networks) - rank(b, networks))
}

function rank({ data }: ResourceRecord, networks: readonly Network[]): number {
  switch (data.type) {
    case 'CNAME':
      return -1
    case 'A':
    case 'AAAA': {
      const network = networks.findIndex((candidate) => networkContains(candidate, data.address))
      return network < 0 ? networks.length : network
    }
    case 'MX':
      return networks.length + 1
    default:
      return networks.length + 2
  }
}
