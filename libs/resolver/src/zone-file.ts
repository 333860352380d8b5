import { revisionText, type Scope } from '#libs/cluster-model'
import { dataText, isAtOrUnder, nameKey, type DomainName, type ResourceRecord } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import { listRecords, type ClusterView } from '#libs/zone'
import { answerQuestion } from './answer-question.js'
import { settle } from './step.js'
import { ANYONE } from './vantage.js'

/**
 * One zone of the cluster as a master file (RFC 1035, section 5), line by line: SOA, name servers with their addresses, then every
 * record of the inventory that lies in the zone and that the caller may see. Each record is a whole line with absolute names, so
 * that any parser reads it.
 * @throws NamescopeError `not-found` for a zone that the cluster does not serve
 */
export function* zoneFile(view: ClusterView, origin: DomainName, scope: Scope): Generator<string> {
  const zone = nameKey(origin)
  const zones = view.zone.stanzas.flatMap((stanza) => stanza.zones)
  if (!zones.includes(zone)) {
    throw new NamescopeError(
      'not-found',
      `${origin} is no zone of this cluster; its zones are ${[...new Set(zones)].join(' ')}.`,
      {
        field: 'zone',
      },
    )
  }
  yield `; ${zone} of ${view.revision.cluster} at revision ${revisionText(view.revision)}`
  yield* header(view, zone).map(line)
  for (const record of listRecords(view, { suffix: zone }, scope)) {
    if (closestZone(record.name, zones) === zone) yield line(record)
  }
}

/** SOA, NS and glue as the server itself would give them. */
function header(view: ClusterView, zone: DomainName): ResourceRecord[] {
  const ask = (type: 'SOA' | 'NS') => settle(answerQuestion(view, ANYONE, { name: zone, type }))
  const nameServers = ask('NS')
  const glue = nameServers.additional.filter(({ name }) => isAtOrUnder(name, zone) && !isListed(name))
  return [...ask('SOA').answer, ...nameServers.answer, ...glue]
}

/** The addresses of a Service are in the inventory already; those of `ns.dns` are not. */
function isListed(name: DomainName): boolean {
  return !name.startsWith('ns.dns.')
}

/** A record belongs to the longest zone that holds its name: a zone may lie within another. */
function closestZone(name: DomainName, zones: readonly DomainName[]): DomainName | undefined {
  return zones.filter((zone) => isAtOrUnder(name, zone)).toSorted((a, b) => b.length - a.length)[0]
}

function line({ name, ttl, data }: Pick<ResourceRecord, 'name' | 'ttl' | 'data'>): string {
  return `${name}\t${ttl}\tIN\t${data.type}\t${dataText(data)}`
}
