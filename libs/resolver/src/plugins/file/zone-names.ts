import {
  isAtOrUnder,
  joinLabels,
  nameKey,
  splitLabels,
  type DomainName,
  type RecordType,
  type ResourceRecord,
} from '#libs/dns-model'
import { serviceTarget } from '../../opaque-names.js'
import { recordsOf, type Owner, type ZoneData } from './zone-data.js'

/** A zone cut on the way to a name: the NS records of the child, with the addresses that the parent holds for them. */
export interface Delegation {
  readonly authority: readonly ResourceRecord[]
  readonly additional: readonly ResourceRecord[]
}

/** The names from the zone's apex down to this one, which need not lie in the zone: labels are only counted. */
export function namesDownTo(origin: DomainName, key: string): string[] {
  const labels = splitLabels(key)
  const count = splitLabels(origin).length
  const below = Array.from({ length: Math.max(0, labels.length - count) }, (_, i) =>
    joinLabels(labels.slice(labels.length - count - 1 - i)),
  )
  return [origin, ...below]
}

/** The referral at a name that is a zone cut. A DS question at the cut itself is answered by this zone. */
export function delegationAt(zone: ZoneData, owner: Owner, key: string, type: RecordType): Delegation | undefined {
  const authority = recordsOf(owner, 'NS')
  if (authority.length === 0 || (type === 'DS' && owner.name === key)) return undefined
  return { authority, additional: glueFor(zone, authority) }
}

/** The first zone cut on the way to a name below the apex. */
export function delegationAbove(zone: ZoneData, key: string, type: RecordType): Delegation | undefined {
  for (const name of namesDownTo(zone.origin, key).slice(1)) {
    const owner = zone.owners.get(name)
    const delegation = owner && delegationAt(zone, owner, key, type)
    if (delegation !== undefined) return delegation
  }
  return undefined
}

/** The addresses of name servers that lie at or below the name that they serve. */
export function glueFor(zone: ZoneData, nameServers: readonly ResourceRecord[]): ResourceRecord[] {
  return nameServers.flatMap(({ name, data }) =>
    data.type === 'NS' && isAtOrUnder(data.target, name) ? addressesOf(zone, data.target) : [],
  )
}

/** The addresses of the names in the zone that records point to, each name once. */
export function addressesBehind(zone: ZoneData, records: readonly ResourceRecord[]): ResourceRecord[] {
  const targets = new Set<string>()
  for (const { data } of records) {
    const target = pointedTo(data)
    if (target !== undefined && isAtOrUnder(target, zone.origin)) targets.add(nameKey(target))
  }
  return [...targets].flatMap((target) => addressesOf(zone, target))
}

function pointedTo(data: ResourceRecord['data']): DomainName | undefined {
  switch (data.type) {
    case 'SRV':
      return data.target
    case 'MX':
      return data.exchange
    case 'SVCB':
    case 'HTTPS':
      return serviceTarget(data)
    default:
      return undefined
  }
}

function addressesOf(zone: ZoneData, name: DomainName): readonly ResourceRecord[] {
  const owner = zone.owners.get(nameKey(name))
  return [...recordsOf(owner, 'A'), ...recordsOf(owner, 'AAAA')]
}
