import { isVisible, revisionText, type Scope } from '#libs/cluster-model'
import { dataText, isAtOrUnder, nameKey, type DomainName, type ResourceRecord } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import { isReverseZone, listRecords, type ClusterView } from '#libs/zone'
import { answerQuestion } from './answer-question.js'
import { settle } from './step.js'
import { ANYONE } from './vantage.js'

/** A zone that the cluster serves. */
export interface ServedZone {
  readonly name: DomainName
  /** True for a zone that leads from addresses to names. */
  readonly reverse: boolean
}

/** The zones of the cluster: those of names first, each by name. */
export function servedZones(view: ClusterView): ServedZone[] {
  const names = new Set(view.zone.stanzas.flatMap(({ zones }) => zones).map(nameKey))
  return [...names]
    .map((name) => ({ name, reverse: isReverseZone(name) }))
    .toSorted((a, b) => Number(a.reverse) - Number(b.reverse) || (a.name < b.name ? -1 : 1))
}

/**
 * One zone of the cluster as a master file (RFC 1035, section 5), line by line: SOA, name servers with their addresses, then every
 * record of the inventory that lies in the zone and that the caller may see. Each record is a whole line with absolute names, so
 * that any parser reads it.
 * @throws NamescopeError `not-found`, before the first line, for a zone that the cluster does not serve
 */
export function zoneFile(view: ClusterView, origin: DomainName, scope: Scope): Generator<string> {
  const zone = nameKey(origin)
  const zones = servedZones(view).map(({ name }) => name)
  if (zones.includes(zone)) return zoneLines(view, zone, zones, scope)
  const message = `${origin} is none of the zones of this cluster (${zones.join(' ')}).`
  throw new NamescopeError('not-found', message, { field: 'zone' })
}

function* zoneLines(
  view: ClusterView,
  zone: DomainName,
  zones: readonly DomainName[],
  scope: Scope,
): Generator<string> {
  yield `; ${zone} of ${view.revision.cluster} at revision ${revisionText(view.revision)}`
  yield* header(view, zone, scope)
  for (const record of listRecords(view, { suffix: zone }, scope)) {
    if (closestZone(record.name, zones) === zone) yield line(record)
  }
}

/** SOA, NS and glue as the server itself would give them, without the name servers that the caller may not see. */
function* header(view: ClusterView, zone: DomainName, scope: Scope): Generator<string> {
  const ask = (type: 'SOA' | 'NS') => settle(answerQuestion(view, ANYONE, { name: zone, type }))
  yield* ask('SOA').answer.map(line)
  const { answer, additional } = ask('NS')
  const isSeen = ({ namespace }: ResourceRecord): boolean => isVisible(scope, namespace)
  const nameServers = answer.filter(isSeen)
  if (nameServers.length === 0) {
    // A zone has at least one NS record (RFC 1034, section 4.2.1), and a name server of the zone itself needs an address.
    yield '; no name server of this zone is known, or lies in the namespaces that the file may show'
    yield `${zone}\t0\tIN\tNS\tunknown.invalid.`
  }
  yield* nameServers.map(line)
  yield* additional.filter((glue) => isSeen(glue) && isAtOrUnder(glue.name, zone) && !isListed(glue.name)).map(line)
}

/** The addresses of a Service are in the inventory already; those of `ns.dns`, and of names in a reverse zone, are not. */
function isListed(name: DomainName): boolean {
  return !name.startsWith('ns.dns.') && !isReverseZone(name)
}

/** A record belongs to the longest zone that holds its name: a zone may lie within another. */
function closestZone(name: DomainName, zones: readonly DomainName[]): DomainName | undefined {
  return zones.filter((zone) => isAtOrUnder(name, zone)).toSorted((a, b) => b.length - a.length)[0]
}

function line({ name, ttl, data }: Pick<ResourceRecord, 'name' | 'ttl' | 'data'>): string {
  return `${name}\t${ttl}\tIN\t${data.type}\t${dataText(data)}`
}
