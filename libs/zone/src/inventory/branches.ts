import { parseNetwork, type Network } from '#libs/ip-address'
import {
  isAtOrUnder,
  nameKey,
  splitLabels,
  type DomainName,
  type ObjectReference,
  type RecordType,
} from '#libs/dns-model'
import { addressOfLabel } from '../pod-names.js'
import { isMulticluster, isReverseZone, type Stanza, type Zone } from '../zone.js'
import { sharedNetwork, typesOfFamily } from './address-range.js'
import type { RecordFilter } from './record-filter.js'
import { reverseNetwork } from './reverse-network.js'

/** The groups that records come in: the zone's own, a namespace's pods, a Service (or ServiceImport). */
export type GroupKind = 'zone' | 'pods' | 'services'

/** What of one zone of one stanza a filter can reach. Records that pass lie in a branch; not all that lie there need pass. */
export interface Branch extends Narrowing {
  readonly stanza: Stanza
  readonly origin: DomainName
  readonly kinds: readonly GroupKind[]
  readonly types: readonly RecordType[]
  /** Every record of the branch passes, so that they can be counted without being made. */
  readonly isWhole: boolean
}

/** Where a part of a filter can hold; what is absent is no limit. */
interface Narrowing {
  readonly kinds?: readonly GroupKind[]
  readonly types?: readonly RecordType[]
  readonly namespace?: string
  readonly service?: string
  /** Addresses of A and AAAA, and those that PTR records speak of. */
  readonly network?: Network
  /** The first label of a name below a Service: of an endpoint, if it is one. */
  readonly endpoint?: string
  readonly isWhole?: boolean
}

const TYPES_OF_KIND: Readonly<Record<GroupKind, readonly RecordType[]>> = {
  zone: ['TXT'],
  pods: ['A', 'AAAA'],
  services: ['A', 'AAAA', 'CNAME', 'SRV', 'PTR'],
}
const FORWARD: readonly RecordType[] = ['A', 'AAAA', 'CNAME', 'SRV', 'TXT']

/** The branches that a filter reaches: none when nothing can pass, whatever the cluster holds. */
export function branchesOf(zone: Zone, filter: RecordFilter): Branch[] {
  return zone.stanzas.flatMap((stanza) =>
    stanza.zones.flatMap((origin) => {
      const isReverse = stanza.reverseZones.has(origin)
      const narrowed = narrowings(filter, origin, isReverse)
      const branch = narrowed?.reduce(narrow, isReverse ? reverseBranch(stanza, origin) : nameBranch(stanza, origin))
      return branch === undefined || (branch.network && networkOf(branch) === undefined) ? [] : [branch]
    }),
  )
}

/** The addresses that the records of a branch can speak of; `undefined` for all, and for none where the branch names some. */
export function networkOf({ stanza, origin, network }: Branch): Network | undefined {
  const ofZone = stanza.reverseZones.has(origin) ? reverseNetwork(origin) : undefined
  return network && ofZone ? sharedNetwork(network, ofZone) : (network ?? ofZone)
}

function reverseBranch(stanza: Stanza, origin: DomainName): Branch | undefined {
  return { stanza, origin, kinds: ['services'], types: ['PTR'], isWhole: true }
}

function nameBranch(stanza: Stanza, origin: DomainName): Branch | undefined {
  const hasPods = stanza.plugin.pods !== 'disabled' && !isMulticluster(stanza, origin)
  return {
    stanza,
    origin,
    kinds: hasPods ? ['zone', 'pods', 'services'] : ['zone', 'services'],
    types: FORWARD,
    isWhole: true,
  }
}

function narrow(branch: Branch | undefined, part: Narrowing): Branch | undefined {
  if (branch === undefined) return undefined
  const { kinds = branch.kinds, types = branch.types, isWhole = true, ...place } = part
  for (const field of ['namespace', 'service'] as const) {
    if (place[field] !== undefined && (branch[field] ?? place[field]) !== place[field]) return undefined
  }
  const isApart = branch.network !== undefined && part.network !== undefined
  const network = isApart ? sharedNetwork(branch.network, part.network) : (part.network ?? branch.network)
  const shared = branch.types.filter((type) => types.includes(type))
  const left = branch.kinds.filter(
    (kind) => kinds.includes(kind) && TYPES_OF_KIND[kind].some((type) => shared.includes(type)),
  )
  if (left.length === 0 || (isApart && network === undefined)) return undefined
  return {
    ...branch,
    ...place,
    kinds: left,
    types: shared,
    ...present(network),
    isWhole: branch.isWhole && isWhole,
  }
}

/**
 * True when every record lies in one branch: no zone is served twice or lies within another one's addresses. Else
 * counting by branches would count records twice.
 */
export function isCountable({ stanzas }: Zone): boolean {
  const zones = stanzas.flatMap((stanza) => stanza.zones.map(nameKey))
  const reverse = zones.filter(isReverseZone)
  return (
    new Set(zones).size === zones.length &&
    reverse.every(
      (zone) => reverseNetwork(zone) && !reverse.some((other) => other !== zone && isAtOrUnder(zone, other)),
    )
  )
}

/** Where each part of the filter can hold within a zone; `undefined` when one of them can't. */
function narrowings(filter: RecordFilter, origin: DomainName, isReverse: boolean): Narrowing[] | undefined {
  const { namespace, service, name, suffix, type, address, network, source, labels } = filter
  const parts = [
    namespace === undefined ? {} : { namespace },
    service === undefined ? {} : { service, kinds: ['services' as const] },
    labels === undefined ? {} : { kinds: ['services' as const] },
    type === undefined ? {} : { types: [type] },
    address === undefined ? {} : ofNetwork(parseNetwork(address) as Network),
    network === undefined ? {} : ofNetwork(network),
    source === undefined ? {} : ofSource(source),
    name === undefined ? {} : ofName(name, origin, isReverse),
    suffix === undefined ? {} : ofSuffix(suffix, origin, isReverse),
  ]
  return parts.includes(undefined) ? undefined : (parts as Narrowing[])
}

function ofNetwork(network: Network): Narrowing {
  return { network, types: typesOfFamily(network.family) }
}

/** Records come from Services, ServiceImports and Pods, and from no other object. */
function ofSource({ kind, namespace, name }: ObjectReference): Narrowing | undefined {
  if (namespace === undefined) return undefined
  if (kind === 'Pod') return { kinds: ['pods'], namespace, isWhole: false }
  if (kind !== 'Service' && kind !== 'ServiceImport') return undefined
  return { kinds: ['services'], namespace, service: name, isWhole: false }
}

function ofName(name: DomainName, origin: DomainName, isReverse: boolean): Narrowing | undefined {
  if (!isAtOrUnder(name, origin)) return undefined
  const network = isReverse ? reverseNetwork(name) : undefined
  if (isReverse) return network !== undefined && isOneAddress(network) ? { network } : undefined
  const labels = labelsBelow(name, origin)
  const [endpoint] = labels
  const place = ofLabels(labels)
  return place && { ...place, isWhole: false, ...(labels.length === 4 ? { endpoint } : undefined) }
}

function ofSuffix(suffix: DomainName, origin: DomainName, isReverse: boolean): Narrowing | undefined {
  if (isAtOrUnder(origin, suffix)) return {}
  if (!isAtOrUnder(suffix, origin)) return undefined
  if (!isReverse) return ofLabels(labelsBelow(suffix, origin))
  const network = reverseNetwork(suffix)
  return network && { network }
}

/** What lies at or under a name of the cluster (Kubernetes DNS specification, section 2), by its labels left of the zone. */
function ofLabels(labels: readonly string[]): Narrowing | undefined {
  const [tree, namespace, name, ...below] = labels.toReversed()
  if (tree === 'dns-version') return namespace === undefined ? { kinds: ['zone'] } : undefined
  const place = namespace === undefined ? {} : { namespace }
  if (tree === 'svc') {
    if (name === undefined) return { kinds: ['services'], ...place }
    return { kinds: ['services'], ...place, service: name, isWhole: below.length === 0 }
  }
  if (tree !== 'pod') return undefined
  if (name === undefined) return { kinds: ['pods'], ...place }
  const network = parseNetwork(addressOfLabel(name) ?? '')
  return network && { kinds: ['pods'], ...place, network, isWhole: false }
}

function labelsBelow(name: DomainName, origin: DomainName): string[] {
  return splitLabels(name.slice(0, name.length - origin.length))
}

function isOneAddress({ family, prefix }: Network): boolean {
  return prefix === (family === 'IPv4' ? 32 : 128)
}

function present(network: Network | undefined): Pick<Narrowing, 'network'> {
  return network === undefined ? {} : { network }
}
