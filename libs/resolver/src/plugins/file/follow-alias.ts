import { nameKey, type Answer, type DomainName, type ResourceRecord } from '#libs/dns-model'
import { andThen, type Step } from '../../step.js'
import { FAILURE, type Finish, type ZoneAnswer, type ZoneInquiry } from './zone-answer.js'
import { recordsOf } from './zone-data.js'
import { addressesBehind, delegationAbove } from './zone-names.js'

/** As many further aliases are followed within the zone before the chain is cut. */
const MOST_FURTHER_ALIASES = 9

/**
 * Where an alias leads: through the zone as far as it goes, then through the whole server for a target that is not in it (CoreDNS
 * plugin/file, externalLookup).
 */
export function followAlias(asked: ZoneInquiry, aliases: readonly ResourceRecord[], finish: Finish): Step {
  const { inquiry, zone, rules } = asked
  const { type } = inquiry.question
  const answer = [...aliases]
  let target = targetOf(aliases)
  for (let further = 0; further < MOST_FURTHER_ALIASES; further++) {
    const owner = zone.owners.get(nameKey(target))
    const delegation = rules.referralAfterAlias ? delegationAbove(zone, nameKey(target), type) : undefined
    if (delegation !== undefined) return finish({ result: 'delegation', answer, ...delegation })
    const isApex = type === 'NS' || (type === 'SOA' && nameKey(target) === zone.origin)
    if (owner === undefined || (rules.aliasReachesApex && isApex)) {
      const outside = inquiry.lookUp(inquiry, { name: target, type }, inquiry.aliases + 1)
      return andThen(outside, (found) => finish(joined(asked, answer, found)))
    }
    const next = recordsOf(owner, 'CNAME')
    if (next.length === 0) {
      answer.push(...recordsOf(owner, type))
      break
    }
    if (rules.selfAliasFails && nameKey(targetOf(next)) === nameKey(owner.name)) return finish(FAILURE)
    answer.push(...next)
    target = targetOf(next)
  }
  return finish({ result: 'success', answer, authority: zone.nameServers, additional: additionalOf(asked, answer) })
}

function targetOf([alias]: readonly ResourceRecord[]): DomainName {
  return alias?.data.type === 'CNAME' ? alias.data.target : '.'
}

function joined(asked: ZoneInquiry, aliases: readonly ResourceRecord[], found: Answer): ZoneAnswer {
  const { zone, rules } = asked
  const result = resultOf(found)
  const isNegative = result === 'no-name' || result === 'no-data'
  const answer = [...aliases, ...found.answer]
  return {
    result,
    answer,
    authority: isNegative && rules.negativeAliasHasSoa ? [zone.soa] : zone.nameServers,
    additional: additionalOf(asked, answer),
    undecidable: found.undecidable,
    reasons: found.reasons,
  }
}

/** A refusal is no failure: the client follows the alias itself. */
function resultOf({ rcode, answer, dropped }: Answer): ZoneAnswer['result'] {
  if (dropped === true) return 'success'
  if (rcode === 'NXDOMAIN') return 'no-name'
  if (rcode === 'SERVFAIL') return 'failure'
  return rcode === 'NOERROR' && answer.length === 0 ? 'no-data' : 'success'
}

function additionalOf({ zone, rules }: ZoneInquiry, answer: readonly ResourceRecord[]): readonly ResourceRecord[] {
  return rules.aliasHasAdditional ? addressesBehind(zone, answer) : []
}
