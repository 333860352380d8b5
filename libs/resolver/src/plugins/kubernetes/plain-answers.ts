import { addressOfReverseName, type ResourceRecord } from '#libs/dns-model'
import { reverseLookUp } from '#libs/zone'
import { noteTargetTooOld } from '../../staleness.js'
import { absoluteTarget } from './address-answer.js'
import { placesOf, type Found, type StanzaInquiry } from './stanza-inquiry.js'

/** The schema version that dns-version announces, and its TTL in seconds (Kubernetes DNS specification, section 2.2). */
const SCHEMA_VERSION = '1.1.0'
const SCHEMA_TTL = 28800

/** Types that never have data here: NODATA or NXDOMAIN by whether the name exists. */
export function existence(inquiry: StanzaInquiry): Found | 'absent' {
  if (inquiry.meaning.kind === 'name-server') return inquiry.zone === inquiry.zoneAsAsked ? { answer: [] } : 'absent'
  return placesOf(inquiry, false).exists ? { answer: [] } : 'absent'
}

/** CNAME: the ExternalName's target, not followed. */
export function aliasAnswer(inquiry: StanzaInquiry): Found | 'absent' {
  const found = existence(inquiry)
  if (found === 'absent') return 'absent'
  const { hits } = placesOf(inquiry, false)
  const [alias] = hits
  if (alias?.type !== 'CNAME') return found
  const record: ResourceRecord = {
    name: inquiry.question.name,
    ttl: inquiry.stanza.plugin.ttl,
    data: { type: 'CNAME', target: absoluteTarget(alias.host) },
    namespace: alias.namespace,
  }
  return { answer: [record] }
}

/** TXT: dns-version has one; else NODATA only where another type has data, so the apex and its inner nodes are NXDOMAIN. */
export function textAnswer(inquiry: StanzaInquiry): Found | 'absent' {
  const { meaning } = inquiry
  if (meaning.kind === 'dns-version') {
    const data = { type: 'TXT', strings: [SCHEMA_VERSION] } as const
    return { answer: [{ name: inquiry.question.name, ttl: SCHEMA_TTL, data }] }
  }
  if (!inquiry.stanza.rules.textByExistence) return 'absent'
  const { exists, hits } = placesOf(inquiry, false)
  // A pinned topology zone without endpoints exists all the same.
  const isPinned = meaning.kind === 'service' && meaning.topology !== undefined
  return hits.length > 0 || (exists && isPinned) ? { answer: [] } : 'absent'
}

/** PTR: the names of an address; any other name by whether it exists. */
export function reverseAnswer(inquiry: StanzaInquiry): Found | 'absent' {
  const address = addressOfReverseName(inquiry.key)
  if (address === undefined) return placesOf(inquiry, false).exists ? { answer: [] } : 'absent'
  const hits = reverseLookUp(inquiry.view.state, inquiry.stanza, address)
  if (hits.length === 0) return 'absent'
  const seen = new Set<string>()
  const answer: ResourceRecord[] = []
  for (const { target, namespace } of hits) {
    noteTargetTooOld(inquiry, inquiry.stanza, target)
    if (seen.has(target)) continue
    seen.add(target)
    const data = { type: 'PTR', target } as const
    answer.push({ name: inquiry.question.name, ttl: inquiry.stanza.plugin.ttl, data, namespace })
  }
  return { answer }
}
