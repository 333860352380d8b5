import { reverseName, type DomainName, type ObjectReference, type RecordData, type RecordType } from '#libs/dns-model'
import type { ClusterState, ServicePort, Service, ServiceImport } from '#libs/cluster-model'
import type { Hit } from '../hit.js'
import { countEndpointPairs } from '../endpoint-look-up.js'
import { isHeadless, lookUp, lookUpImport } from '../look-up.js'
import type { ServiceName } from '../name-grammar.js'
import { reverseLookUp } from '../reverse-look-up.js'
import type { ZoneRecord } from '../zone-record.js'
import { isMulticluster, matchZone, nameBelow, type Stanza, type Zone } from '../zone.js'
import type { RecordGroup } from './record-group.js'

/**
 * Every record that one Service (or ServiceImport) gives, over all zones, by the same look-ups that answer questions: the records
 * of the Kubernetes DNS specification. CoreDNS answers some names beyond it (the endpoints of a Service with a cluster IP, SRV at
 * the bare name); those are not listed.
 */
export function serviceRecords(
  state: ClusterState,
  zone: Zone,
  { namespace, service }: RecordGroup,
  whole: ClusterState,
  types?: ReadonlySet<RecordType>,
): ZoneRecord[] {
  const isWanted = (...some: readonly RecordType[]): boolean =>
    types === undefined || some.some((type) => types.has(type))
  const records: ZoneRecord[] = []
  const inNamespace = state.namespaces.get(namespace)
  for (const stanza of zone.stanzas) {
    for (const origin of stanza.zones) {
      if (stanza.reverseZones.has(origin)) continue
      const imported = isMulticluster(stanza, origin)
      const object = imported ? inNamespace?.imports.get(service) : inNamespace?.services.get(service)
      if (object === undefined) continue
      const collecting = { state, whole, stanza, origin, object, records }
      if (isWanted('A', 'AAAA', 'CNAME')) addNames(collecting)
      if (isWanted('SRV')) addPorts(collecting)
    }
    const object = inNamespace?.services.get(service)
    const origin = stanza.primaryZone
    if (object !== undefined && isWanted('PTR')) addReverse({ state, whole, stanza, origin, object, records })
  }
  return records
}

interface Collecting {
  readonly state: ClusterState
  /** Where SRV weights are counted: `state` may hold only some of the endpoints. */
  readonly whole: ClusterState
  readonly stanza: Stanza
  readonly origin: DomainName
  readonly object: Service | ServiceImport
  readonly records: ZoneRecord[]
}

/** The Service's own name, and those of a headless one's endpoints. */
function addNames(collecting: Collecting): void {
  const { object, origin } = collecting
  const hits = find(collecting, bareName(object), false)
  for (const hit of hits) add(collecting, ownerOf(collecting), dataOf(hit))
  if (leadsToEndpoints(object)) for (const hit of hits) add(collecting, nameBelow(origin, hit.owner), dataOf(hit))
}

function addPorts(collecting: Collecting): void {
  const { object, origin } = collecting
  const bare = bareName(object)
  for (const { name, protocol } of namedPorts(object)) {
    const label = { port: name.toLowerCase(), protocol: protocol.toLowerCase() }
    const pairs = find(collecting, { ...bare, ...label }, true)
    if (pairs.length === 0) continue
    const weight = Math.max(1, Math.floor(100 / countPairs(collecting, { ...bare, ...label }, pairs)))
    const portOwner = `_${label.port}._${label.protocol}.${ownerOf(collecting)}`
    const seen = new Set<string>()
    for (const { port, owner: target } of pairs) {
      const key = `${port} ${target}`
      if (port === -1 || seen.has(key)) continue
      seen.add(key)
      add(collecting, portOwner, { type: 'SRV', priority: 0, weight, port, target: nameBelow(origin, target) })
    }
  }
}

function bareName({ namespace, name }: Service | ServiceImport): ServiceName {
  return { kind: 'service', namespace, service: name }
}

function ownerOf({ object, origin }: Collecting): DomainName {
  return nameBelow(origin, `${object.name}.${object.namespace}.svc`)
}

/** The reverse names that lead to this Service or its endpoints. An address shared with another Service may lead there instead. */
function addReverse(collecting: Collecting): void {
  const { state, stanza, object } = collecting
  if (object.kind !== 'Service' || stanza.reverseZones.size === 0) return
  const below = ownerOf(collecting)
  for (const address of addressesOf(state, object)) {
    const name = reverseName(address)
    const origin = matchZone(stanza, name)
    if (origin === undefined || !stanza.reverseZones.has(origin)) continue
    const targets = new Set(reverseLookUp(state, stanza, address).map((hit) => hit.target))
    for (const target of targets) {
      if (target === below || target.endsWith(`.${below}`)) add(collecting, name, { type: 'PTR', target })
    }
  }
}

/** Cluster IPs, or a headless Service's endpoint addresses: the specification asks for reverse names of no others. */
function addressesOf(state: ClusterState, service: Service): Iterable<string> {
  if (service.type === 'ExternalName') return []
  if (!isHeadless(service)) return service.clusterIPs
  const slices = state.namespaces.get(service.namespace)?.slices.get(service.name)?.values() ?? []
  // The endpoints of a slice of type FQDN are host names.
  const ofAddresses = [...slices].filter(({ addressType }) => addressType !== 'FQDN')
  return new Set(ofAddresses.flatMap(({ endpoints }) => endpoints.flatMap(({ addresses }) => addresses)))
}

function find({ state, stanza, origin }: Collecting, name: ServiceName, eachPort: boolean): readonly Hit[] {
  const found = isMulticluster(stanza, origin)
    ? lookUpImport(state, stanza, name, eachPort)
    : lookUp(state, stanza, name, eachPort)
  return eachPort ? found.hits : distinct(found.hits)
}

/** The pairs of address and port in the whole state: of them, not of the part that is looked at, weights are made. */
function countPairs(
  { state, whole, stanza, origin, object }: Collecting,
  name: ServiceName,
  pairs: readonly Hit[],
): number {
  if (state === whole || !leadsToEndpoints(object)) return pairs.length
  const inNamespace = whole.namespaces.get(object.namespace)
  const slices = isMulticluster(stanza, origin) ? inNamespace?.importSlices : inNamespace?.slices
  return countEndpointPairs(stanza, slices?.get(object.name), name)
}

/** Each address once, also when several endpoints share it under one name. */
function distinct(hits: readonly Hit[]): readonly Hit[] {
  const seen = new Set<string>()
  return hits.filter(({ host, owner }) => {
    const key = `${host} ${owner}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function dataOf(hit: Hit): RecordData {
  return hit.type === 'CNAME' ? { type: 'CNAME', target: absolute(hit.host) } : { type: hit.type, address: hit.host }
}

function absolute(name: string): DomainName {
  return name.endsWith('.') ? name : `${name}.`
}

function leadsToEndpoints(object: Service | ServiceImport): boolean {
  return object.kind === 'Service' ? isHeadless(object) : object.type === 'Headless'
}

function namedPorts(object: Service | ServiceImport): readonly (ServicePort & { readonly name: string })[] {
  if (object.kind === 'Service' && object.type === 'ExternalName') return []
  return (object.ports ?? []).filter((port): port is ServicePort & { name: string } => port.name !== undefined)
}

function add({ stanza, object, records }: Collecting, name: DomainName, data: RecordData): void {
  const source: ObjectReference = { kind: object.kind, namespace: object.namespace, name: object.name }
  records.push({
    name,
    data,
    ttl: stanza.plugin.ttl,
    namespace: object.namespace,
    service: object.name,
    source,
    ...(object.createdAt === undefined ? undefined : { createdAt: object.createdAt }),
  })
}
