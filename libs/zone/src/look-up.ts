import { addressFamily, canonicalAddress } from '#libs/ip-address'
import {
  importOf,
  serviceOf,
  SOURCE_CLUSTER_LABEL,
  type ClusterState,
  type Endpoint,
  type EndpointPort,
  type EndpointSlice,
  type Service,
  type ServiceImport,
  type ServicePort,
  type SlicesByName,
} from '#libs/cluster-model'
import { endpointName, isReady } from './endpoint-names.js'
import { isExposed, isSelected } from './exposure.js'
import type { NameMeaning, ServiceName } from './name-grammar.js'
import { ABSENT, EMPTY, type Hit, type LookUp } from './hit.js'
import { podHits } from './pod-names.js'
import { inNameOrder } from './slice-order.js'
import type { Stanza } from './zone.js'

const NO_PORT: readonly EndpointPort[] = [{ protocol: 'TCP', port: -1 }]

/**
 * What a name means under one stanza, in the current state (CoreDNS plugin/kubernetes, `Records`). With `eachPort` an address
 * is listed once per matching port, as the SRV weights need; without, once.
 */
export function lookUp(state: ClusterState, stanza: Stanza, meaning: NameMeaning, eachPort: boolean): LookUp {
  switch (meaning.kind) {
    case 'node':
      return EMPTY
    case 'unknown':
    case 'dns-version':
    case 'name-server':
      return ABSENT
    case 'namespace':
      if (meaning.tree === 'pod' && stanza.plugin.pods === 'disabled') return ABSENT
      return isExposed(state, stanza, meaning.namespace) ? EMPTY : ABSENT
    case 'pod':
      return isExposed(state, stanza, meaning.namespace) ? podHits(state, stanza, meaning) : ABSENT
    case 'service':
      return isExposed(state, stanza, meaning.namespace) ? serviceHits(state, stanza, meaning, eachPort) : ABSENT
  }
}

/** The same for a multicluster zone: ServiceImports instead of Services. */
export function lookUpImport(state: ClusterState, stanza: Stanza, meaning: NameMeaning, eachPort: boolean): LookUp {
  if (meaning.kind !== 'service') return lookUp(state, stanza, meaning, eachPort)
  if (!isExposed(state, stanza, meaning.namespace)) return ABSENT
  const imports = namesMatching(state.namespaces.get(meaning.namespace)?.imports, meaning.service, stanza)
  return joined(imports.map((service) => importHits(state, stanza, service, meaning, eachPort)))
}

/** The Services that the name may mean: one, or with the wildcards of old versions several. */
function serviceHits(state: ClusterState, stanza: Stanza, name: ServiceName, eachPort: boolean): LookUp {
  const services = namesMatching(state.namespaces.get(name.namespace)?.services, name.service, stanza)
  return joined(
    services
      .filter((service) => isSelected(stanza, service.labels))
      .map((service) => hitsOfService(state, stanza, service, name, eachPort)),
  )
}

function hitsOfService(
  state: ClusterState,
  stanza: Stanza,
  service: Service,
  name: ServiceName,
  eachPort: boolean,
): LookUp {
  const slices = state.namespaces.get(service.namespace)?.slices.get(service.name)
  if (service.type === 'ExternalName') return externalName(stanza, service, name)
  if (isHeadless(service) || name.endpoint !== undefined) {
    if (name.topology !== undefined && !isHeadless(service)) return ABSENT
    return endpointHits(stanza, slices, name, eachPort, () => true)
  }
  if (name.topology !== undefined) return ABSENT
  if (stanza.plugin.ignoreEmptyService && !hasReadyAddress(stanza, slices)) return ABSENT
  return clusterIpHits(service, service.clusterIPs, service.ports ?? [], name, eachPort, stanza)
}

function importHits(
  state: ClusterState,
  stanza: Stanza,
  service: ServiceImport,
  name: ServiceName,
  eachPort: boolean,
): LookUp {
  const slices = state.namespaces.get(service.namespace)?.importSlices.get(service.name)
  if (service.type === 'Headless' || name.endpoint !== undefined) {
    // The endpoint label alone does not say which cluster it is of.
    if (name.endpoint !== undefined && name.cluster === undefined) return ABSENT
    const inCluster = (slice: EndpointSlice): boolean =>
      name.cluster === undefined || slice.labels?.[SOURCE_CLUSTER_LABEL]?.toLowerCase() === name.cluster
    return endpointHits(stanza, slices, name, eachPort, inCluster)
  }
  if (stanza.plugin.ignoreEmptyService && !hasReadyAddress(stanza, slices)) return ABSENT
  return clusterIpHits(service, service.ips, service.ports ?? [], name, eachPort, stanza)
}

/** An ExternalName answers at its own name only, and not with an address for a name. */
function externalName(stanza: Stanza, service: Service, name: ServiceName): LookUp {
  const below = name.endpoint !== undefined && !stanza.rules.externalNameBelowEndpoint
  if (below || name.port !== undefined || name.topology !== undefined) return ABSENT
  const host = service.externalName ?? ''
  if (host === '' || addressFamily(host) !== undefined) return ABSENT
  return {
    exists: true,
    hits: [{ host, type: 'CNAME', port: 0, owner: ownerOf(service), namespace: service.namespace }],
  }
}

function clusterIpHits(
  service: Service | ServiceImport,
  addresses: readonly string[],
  ports: readonly ServicePort[],
  name: ServiceName,
  eachPort: boolean,
  stanza: Stanza,
): LookUp {
  const matching = ports.filter((port) => portMatches(name, port, stanza))
  if (matching.length === 0) return ABSENT
  const owner = ownerOf(service)
  const listed = eachPort ? matching : matching.slice(0, 1)
  const hits = listed.flatMap(({ port }) =>
    addresses.flatMap((address) => hitOf(address, port, owner, service.namespace)),
  )
  return { exists: true, hits }
}

/**
 * Ready endpoints of the slices. CoreDNS lists an address once per port of its slice; a slice without ports counts as one with
 * port -1.
 */
function endpointHits(
  stanza: Stanza,
  slices: SlicesByName | undefined,
  name: ServiceName,
  eachPort: boolean,
  includes: (slice: EndpointSlice) => boolean,
): LookUp {
  if (slices === undefined || stanza.plugin.noEndpoints) return ABSENT
  const hits: Hit[] = []
  const inTopology: Hit[] = []
  for (const slice of inNameOrder(slices)) {
    if (!includes(slice) || !isSelected(stanza, slice.labels)) continue
    const ports = matchingPorts(slice, name, stanza)
    if (ports.length === 0) continue
    const listed = eachPort ? ports : ports.slice(0, 1)
    for (const endpoint of slice.endpoints) {
      if (!isReady(endpoint)) continue
      for (const address of endpoint.addresses) {
        const label = endpointName(endpoint, address, stanza)
        if (name.endpoint !== undefined && label.toLowerCase() !== name.endpoint && !isWildcard(name.endpoint, stanza))
          continue
        const cluster = slice.labels?.[SOURCE_CLUSTER_LABEL]
        const owner = `${cluster === undefined ? label : `${label}.${cluster}`}.${ownerOfSlice(slice)}`
        for (const port of listed) {
          const hit = hitOf(address, port.port ?? -1, owner, slice.namespace)
          hits.push(...hit)
          if (isInTopology(endpoint, name)) inTopology.push(...hit)
        }
      }
    }
  }
  if (hits.length === 0) return ABSENT
  if (name.topology === undefined) return { exists: true, hits }
  return { exists: true, hits: name.topology.mode === 'prefer' && inTopology.length === 0 ? hits : inTopology }
}

/** How many pairs of a ready address and a matching port the slices hold: what SRV weights are made of. */
export function countEndpointPairs(stanza: Stanza, slices: SlicesByName | undefined, name: ServiceName): number {
  let count = 0
  for (const slice of slices?.values() ?? []) {
    if (slice.addressType === 'FQDN' || !isSelected(stanza, slice.labels)) continue
    const ports = matchingPorts(slice, name, stanza).length
    if (ports === 0) continue
    for (const endpoint of slice.endpoints) if (isReady(endpoint)) count += ports * endpoint.addresses.length
  }
  return count
}

function isInTopology(endpoint: Endpoint, name: ServiceName): boolean {
  return name.topology !== undefined && endpoint.zone?.toLowerCase() === name.topology.zone
}

function matchingPorts(slice: EndpointSlice, name: ServiceName, stanza: Stanza): readonly EndpointPort[] {
  const ports = slice.ports === undefined || slice.ports.length === 0 ? NO_PORT : slice.ports
  return name.port === undefined ? ports : ports.filter((port) => portMatches(name, port, stanza))
}

/** An empty label matches any port or protocol, as in CoreDNS. */
function portMatches(name: ServiceName, port: { name?: string; protocol: string }, stanza: Stanza): boolean {
  return matches(name.port, port.name ?? '', stanza) && matches(name.protocol, port.protocol, stanza)
}

function matches(asked: string | undefined, present: string, stanza: Stanza): boolean {
  return asked === undefined || asked === '' || present.toLowerCase() === asked || isWildcard(asked, stanza)
}

/** True where the label stands for every label: in old versions. */
export function isWildcard(label: string, stanza: Stanza): boolean {
  return stanza.rules.wildcards && (label === '*' || label === 'any')
}

function hitOf(address: string, port: number, owner: string, namespace: string): Hit[] {
  const family = addressFamily(address)
  if (family === undefined) return []
  return family === 'IPv4'
    ? [{ host: address, type: 'A', port, owner, namespace }]
    : [{ host: canonicalAddress(address) as string, type: 'AAAA', port, owner, namespace }]
}

function namesMatching<T extends { readonly name: string }>(
  objects: ReadonlyMapLike<T> | undefined,
  name: string,
  stanza: Stanza,
): readonly T[] {
  if (objects === undefined) return []
  if (isWildcard(name, stanza)) return [...objects.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const object = objects.get(name)
  return object === undefined ? [] : [object]
}

interface ReadonlyMapLike<T> {
  get(name: string): T | undefined
  values(): Iterable<T>
}

function joined(lookUps: readonly LookUp[]): LookUp {
  if (lookUps.length === 1) return lookUps[0] as LookUp
  return { exists: lookUps.some((found) => found.exists), hits: lookUps.flatMap((found) => found.hits) }
}

/** What `ignore empty_service` asks for. */
export function hasReadyAddress(stanza: Stanza, slices: SlicesByName | undefined): boolean {
  if (slices === undefined || stanza.plugin.noEndpoints) return false
  return inNameOrder(slices).some((slice) =>
    slice.endpoints.some((endpoint) => isReady(endpoint) && endpoint.addresses.length > 0),
  )
}

/** True for a Service without a cluster IP: its name leads to the endpoints. */
export function isHeadless(service: Service): boolean {
  return service.clusterIPs.length > 0 && service.clusterIPs[0] === 'None'
}

function ownerOf(service: { namespace: string; name: string }): string {
  return `${service.name}.${service.namespace}.svc`
}

function ownerOfSlice(slice: EndpointSlice): string {
  return `${importOf(slice) ?? serviceOf(slice)}.${slice.namespace}.svc`
}
