import { joinLabels, nameKey, splitLabels, type DomainName, type ResourceRecord } from '#libs/dns-model'
import { isName } from '../../packable.js'
import type { Step } from '../../step.js'
import { followAlias } from './follow-alias.js'
import { FAILURE, type Finish, type ZoneAnswer, type ZoneInquiry } from './zone-answer.js'
import { recordsOf, type Owner, type ZoneData } from './zone-data.js'
import { addressesBehind, delegationAt, glueFor, namesDownTo } from './zone-names.js'

/** As many aliases are followed one after the other before the zone fails. */
const MOST_ALIASES = 8
const NONE: readonly ResourceRecord[] = []

/**
 * Looks a name up in a zone (RFC 1034, section 4.3.2, as CoreDNS plugin/file/lookup.go does it): from the apex down, so that DNAME
 * and zone cuts are met; then the name itself, the wildcard, or the news that there is neither.
 */
export function lookUpInZone(asked: ZoneInquiry, finish: Finish): Step {
  const { inquiry, zone, rules } = asked
  const { key } = inquiry
  const { type } = inquiry.question
  const atApex = key === zone.origin ? apexAnswer(asked) : undefined
  if (atApex !== undefined) return finish(atApex)
  if (inquiry.aliases > MOST_ALIASES) return finish(FAILURE)
  let wildcard: Wildcard | undefined
  for (const name of namesDownTo(zone.origin, key)) {
    const owner = zone.owners.get(name)
    if (owner === undefined) {
      wildcard = wildcardAt(asked, name) ?? wildcard
      continue
    }
    const redirected = throughDname(asked, owner, finish)
    if (redirected !== undefined) return redirected
    const delegation = delegationAt(zone, owner, key, type)
    if (delegation !== undefined) return finish({ result: 'delegation', answer: NONE, ...delegation })
  }
  const owner = zone.owners.get(key)
  if (owner !== undefined) return ownerAnswer(asked, owner, finish)
  if (wildcard !== undefined && !(rules.strictClosestEncloser && hasCloserNode(zone, key, wildcard.name))) {
    return wildcard.owner === undefined
      ? finish(negative(asked, 'no-data'))
      : wildcardAnswer(asked, wildcard.owner, finish)
  }
  return finish(negative(asked, zone.inner.has(key) ? 'success' : 'no-name'))
}

/** SOA and NS of the zone itself. */
function apexAnswer({ zone, inquiry }: ZoneInquiry): ZoneAnswer | undefined {
  const { soa, nameServers } = zone
  switch (inquiry.question.type) {
    case 'SOA':
      return { result: 'success', answer: [soa], authority: nameServers, additional: NONE }
    case 'NS':
      return { result: 'success', answer: nameServers, authority: NONE, additional: glueFor(zone, nameServers) }
    default:
      return undefined
  }
}

interface Wildcard {
  readonly name: DomainName
  /** Absent for one that owns nothing itself. */
  readonly owner?: Owner
}

/** The wildcard beside a name that is not there. */
function wildcardAt({ zone, rules }: ZoneInquiry, name: string): Wildcard | undefined {
  if (name === '.') return undefined
  const asterisk = `*.${joinLabels(splitLabels(name).slice(1)).replace(/^\.$/, '')}`
  const owner = zone.owners.get(asterisk)
  if (owner !== undefined) return { name: owner.name, owner }
  return rules.strictClosestEncloser && zone.inner.has(asterisk) ? { name: asterisk } : undefined
}

/** An empty non-terminal between the wildcard's parent and the name is the closest encloser, and the wildcard not its (RFC 4592). */
function hasCloserNode(zone: ZoneData, key: string, wildcard: DomainName): boolean {
  const parent = nameKey(wildcard.slice(2)) || '.'
  return namesDownTo(parent, key)
    .slice(1, -1)
    .some((name) => zone.inner.has(name) && !zone.owners.has(name))
}

/** RFC 6672: names below the owner of a DNAME continue at its target. */
function throughDname(asked: ZoneInquiry, owner: Owner, finish: Finish): Step | undefined {
  const dnames = recordsOf(owner, 'DNAME')
  const [first] = dnames
  const { inquiry, zone, rules } = asked
  const ownerKey = nameKey(owner.name)
  if (first?.data.type !== 'DNAME' || ownerKey === inquiry.key) return undefined
  const below = splitLabels(inquiry.key).slice(0, -splitLabels(ownerKey).length || undefined)
  const target = joinLabels([...below, ...splitLabels(first.data.target)])
  if (rules.selfDnameFails && nameKey(target) === inquiry.key) return finish(FAILURE)
  if (!isName(target)) inquiry.work.hasBrokenNames = true
  const alias: ResourceRecord = { name: inquiry.key, ttl: first.ttl, data: { type: 'CNAME', target } }
  const withDname: Finish = (found) => finish({ ...found, answer: [...dnames, ...found.answer] })
  if (inquiry.question.type === 'CNAME') {
    return withDname({ result: 'success', answer: [alias], authority: zone.nameServers, additional: NONE })
  }
  return followAlias(asked, [alias], withDname)
}

function ownerAnswer(asked: ZoneInquiry, owner: Owner, finish: Finish): Step {
  const { type } = asked.inquiry.question
  const aliases = type === 'CNAME' ? NONE : recordsOf(owner, 'CNAME')
  if (aliases.length > 0) return followAlias(asked, aliases, finish)
  const answer = recordsOf(owner, type)
  return finish(answer.length === 0 ? negative(asked, 'no-data') : positive(asked, answer, true))
}

/** Records of a wildcard are those of the name as asked. */
function wildcardAnswer(asked: ZoneInquiry, owner: Owner, finish: Finish): Step {
  const { inquiry, rules } = asked
  const { type } = inquiry.question
  const named = (records: readonly ResourceRecord[]): ResourceRecord[] =>
    records.map((record) => ({ ...record, name: inquiry.key }))
  const aliases = type === 'CNAME' ? NONE : named(recordsOf(owner, 'CNAME'))
  if (aliases.length > 0) return followAlias(asked, aliases, finish)
  const answer = named(recordsOf(owner, type))
  return finish(answer.length === 0 ? negative(asked, 'no-data') : positive(asked, answer, rules.wildcardHasAdditional))
}

function positive({ zone }: ZoneInquiry, answer: readonly ResourceRecord[], hasAdditional: boolean): ZoneAnswer {
  const additional = hasAdditional ? addressesBehind(zone, answer) : NONE
  return { result: 'success', answer, authority: zone.nameServers, additional }
}

function negative({ zone }: ZoneInquiry, result: 'success' | 'no-name' | 'no-data'): ZoneAnswer {
  return { result, answer: NONE, authority: [zone.soa], additional: NONE }
}
