import type { DomainName, ResourceRecord } from '#libs/dns-model'
import type { Hit } from '#libs/zone'
import { existence } from './plain-answers.js'
import { placesOf, type Found, type StanzaInquiry } from './stanza-inquiry.js'

/**
 * SRV (RFC 2782) as CoreDNS computes it: every pair of address and port has weight 100, the weights shown are its share of 100
 * and at least 1; pairs without a port count but are not shown; repeats of target and port count but are shown once.
 */
export function serviceAnswer(inquiry: StanzaInquiry): Found | 'absent' {
  if (inquiry.meaning.kind === 'name-server') return existence(inquiry)
  const { exists, hits } = placesOf(inquiry, true)
  if (!exists) return 'absent'
  const addressed = hits.filter((hit) => hit.type !== 'CNAME')
  const weight = Math.max(1, Math.floor(100 / addressed.length))
  const { ttl } = inquiry.stanza.plugin
  const answer: ResourceRecord[] = []
  const additional: ResourceRecord[] = []
  // Most targets stand for one place. Only one that comes again with another port or address needs to be told from all before.
  const firsts = new Map<DomainName, Hit>()
  const repeats = new Set<string>()
  for (const hit of addressed) {
    const { port, host, namespace } = hit
    if (port === -1) continue
    const target = ownerName(hit, inquiry.zoneAsAsked)
    const first = firsts.get(target)
    if (first === undefined) firsts.set(target, hit)
    if (first === undefined || (port !== first.port && isNew(repeats, `${target}|${port}`))) {
      const data = { type: 'SRV', priority: 0, weight, port, target } as const
      answer.push({ name: inquiry.question.name, ttl, data, namespace })
    }
    if (first === undefined || (host !== first.host && isNew(repeats, `${target}#${host}`))) {
      additional.push({ name: target, ttl, data: { type: hit.type as 'A' | 'AAAA', address: host }, namespace })
    }
  }
  return { answer, additional }
}

/** The name under which a place answers by itself, in the zone's letters as asked. */
export function ownerName(hit: Hit, zoneAsAsked: DomainName): DomainName {
  return zoneAsAsked === '.' ? `${hit.owner}.` : `${hit.owner}.${zoneAsAsked}`
}

function isNew(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false
  seen.add(key)
  return true
}
