import { addressFamily } from '#libs/ip-address'
import { isAtOrUnder, nameKey, parseDomainName, type DomainName, type ResourceRecord } from '#libs/dns-model'
import type { Hit } from '#libs/zone'
import { replyWith } from '../../reply.js'
import { andThen, done, type Step } from '../../step.js'
import { explainFound } from './explain.js'
import { nameServerAddresses } from './name-server-answer.js'
import { placesOf, stanzaInquiry, type Found, type StanzaInquiry } from './stanza-inquiry.js'

/** A and AAAA: the addresses of the family, after the CNAME chain of an ExternalName. */
export function addressAnswer(inquiry: StanzaInquiry): Found | 'absent' {
  if (inquiry.meaning.kind === 'name-server') return nameServerSelf(inquiry)
  const { exists, hits } = placesOf(inquiry, false)
  if (!exists) return 'absent'
  const alias = hits.find((hit) => hit.type === 'CNAME')
  return alias === undefined
    ? { answer: addressRecords(inquiry, hits, inquiry.question.name) }
    : chase(inquiry, alias, [])
}

/** Each address once, owner as asked. */
function addressRecords(inquiry: StanzaInquiry, hits: readonly Hit[], owner: DomainName): ResourceRecord[] {
  const { type } = inquiry.question
  const { ttl } = inquiry.stanza.plugin
  const recordOf = ({ host, namespace }: Hit): ResourceRecord => ({
    name: owner,
    ttl,
    data: { type: type as 'A' | 'AAAA', address: host },
    namespace,
  })
  const [first] = hits
  // Most names lead to one address.
  if (first !== undefined && hits.length === 1) return first.type === type ? [recordOf(first)] : []
  const seen = new Set<string>()
  const records: ResourceRecord[] = []
  for (const hit of hits) {
    if (hit.type !== type || seen.has(hit.host)) continue
    seen.add(hit.host)
    records.push(recordOf(hit))
  }
  return records
}

/** `ns.dns`: the server's own addresses. CoreDNS compares its lower-case name with the zone as asked: other letters find nothing. */
function nameServerSelf(inquiry: StanzaInquiry): Found | 'absent' {
  if (inquiry.zone !== inquiry.zoneAsAsked) return 'absent'
  const answer = nameServerAddresses(inquiry)
    .filter(({ address }) => (addressFamily(address) === 'IPv4') === (inquiry.question.type === 'A'))
    .map(({ address, namespace }): ResourceRecord => ({
      name: inquiry.question.name,
      ttl: inquiry.stanza.plugin.ttl,
      data: { type: inquiry.question.type as 'A' | 'AAAA', address },
      ...(namespace === undefined ? undefined : { namespace }),
    }))
  return { answer }
}

/**
 * Follows an ExternalName (CoreDNS plugin/backend_lookup.go). A target in the same zone that gives no address, a target at or
 * below the owner, one that is in the chain already, or one too many: no CNAME at all. A target outside is looked up through the
 * whole server, and the CNAME stays whatever comes back.
 */
function chase(inquiry: StanzaInquiry, alias: Hit, chain: readonly ResourceRecord[]): Found {
  const owner = inquiry.question.name
  const target = absoluteTarget(alias.host)
  const record: ResourceRecord = {
    name: owner,
    ttl: inquiry.stanza.plugin.ttl,
    data: { type: 'CNAME', target },
    namespace: alias.namespace,
  }
  const isKnown = chain.some(({ data }) => data.type === 'CNAME' && nameKey(data.target) === nameKey(target))
  if (isAtOrUnder(target, inquiry.key) || chain.length >= inquiry.stanza.rules.longestChain || isKnown)
    return { answer: [] }
  if (isAtOrUnder(target, inquiry.zone)) return chaseInside(inquiry, target, [...chain, record])
  const question = { name: target, type: inquiry.question.type }
  return { step: andThen(inquiry.lookUp(inquiry, question), joinUpstream) }

  function joinUpstream(upstream: Parameters<Parameters<typeof andThen>[1]>[0]): Step {
    const answer = [...chain, record, ...upstream.answer]
    return done(
      replyWith({
        answer,
        truncated: upstream.truncated,
        undecidable: upstream.undecidable,
        reasons: inquiry.explain && explainFound(inquiry, answer),
      }),
    )
  }
}

/** The next link, within the zone: only a chain that ends in an address is an answer. */
function chaseInside(inquiry: StanzaInquiry, target: DomainName, chain: readonly ResourceRecord[]): Found {
  const question = { name: target, type: inquiry.question.type }
  const onward = stanzaInquiry({ ...inquiry, question, key: nameKey(target) }, inquiry.stanza, inquiry.zone)
  const { hits } = placesOf(onward, false)
  const alias = hits.find((hit) => hit.type === 'CNAME')
  if (alias !== undefined) return chase(onward, alias, chain)
  const addresses = addressRecords(onward, hits, target)
  return { answer: addresses.length === 0 ? [] : [...chain, ...addresses] }
}

/** An externalName is written with or without its final dot (Service.spec.externalName is an RFC 1123 host name). */
export function absoluteTarget(externalName: string): DomainName {
  return parseDomainName(externalName)
}
