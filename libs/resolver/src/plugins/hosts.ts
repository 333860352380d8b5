import type { HostsPlugin } from '#libs/corefile'
import { addressFamily } from '#libs/ip-address'
import { addressOfReverseName, isAtOrUnderAny, type DomainName, type ResourceRecord } from '#libs/dns-model'
import type { Handler } from '../inquiry.js'
import { bareReply, replyWith } from '../reply.js'
import { done, failed } from '../step.js'

/**
 * `hosts`: addresses from a hosts file and from lines in the Corefile (CoreDNS plugin/hosts). A name that is not listed goes on
 * with `fallthrough` and is SERVFAIL without: there is no SOA to make an NXDOMAIN with.
 */
export function hostsHandler(plugin: HostsPlugin): Handler {
  const byName = new Map<DomainName, string[]>()
  const byAddress = new Map<string, DomainName[]>()
  for (const { address, names } of plugin.entries) {
    for (const name of names) {
      byName.set(name, [...(byName.get(name) ?? []), address])
      if (plugin.reverse) byAddress.set(address, [...(byAddress.get(address) ?? []), name])
    }
  }
  return (inquiry, next) => {
    const { key } = inquiry
    const { type } = inquiry.question
    const isOurs = isAtOrUnderAny(key, plugin.zones)
    if (type === 'PTR') {
      const names = byAddress.get(addressOfReverseName(key) ?? '')
      // Reverse zones need not be named; what is not listed goes on whatever fallthrough says.
      if (names === undefined) return next(inquiry)
      return done(replyWith({ answer: names.map((target) => record(key, plugin.ttl, { type: 'PTR', target })) }))
    }
    if (!isOurs) return next(inquiry)
    const addresses = byName.get(key) ?? byName.get(wildcardOf(key))
    if (addresses === undefined) {
      return isAtOrUnderAny(key, plugin.fallthrough) ? next(inquiry) : failed(bareReply('SERVFAIL'))
    }
    if (type !== 'A' && type !== 'AAAA' && plugin.fallthroughUnsupported) return next(inquiry)
    const family = type === 'A' ? 'IPv4' : 'IPv6'
    const answer = addresses
      .filter((address) => (type === 'A' || type === 'AAAA') && addressFamily(address) === family)
      .map((address) => record(key, plugin.ttl, { type: type as 'A' | 'AAAA', address }))
    return done(replyWith({ answer }))
  }
}

function record(name: DomainName, ttl: number, data: ResourceRecord['data']): ResourceRecord {
  return { name, ttl, data }
}

function wildcardOf(key: DomainName): DomainName {
  return `*${key.slice(key.indexOf('.'))}`
}
