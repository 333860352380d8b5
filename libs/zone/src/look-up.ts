import { addressFamily } from '#libs/ip-address'
import {
  SOURCE_CLUSTER_LABEL,
  type ClusterState,
  type EndpointSlice,
  type NamespaceState,
  type Service,
  type ServiceImport,
  type ServicePort,
} from '#libs/cluster-model'
import { endpointHits, hasReadyAddress } from './endpoint-look-up.js'
import { isExposed, isSelected } from './exposure.js'
import { ABSENT, addServiceHit, EMPTY, ownerOf, type Hit, type LookUp } from './hit.js'
import { isWildcard, portMatches } from './label-match.js'
import type { NameMeaning, ServiceName } from './name-grammar.js'
import { podHits } from './pod-names.js'
import type { Stanza } from './zone.js'

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
      return serviceHits(state, stanza, meaning, eachPort)
  }
}

/** The same for a multicluster zone: ServiceImports instead of Services. */
export function lookUpImport(state: ClusterState, stanza: Stanza, meaning: NameMeaning, eachPort: boolean): LookUp {
  if (meaning.kind !== 'service') return lookUp(state, stanza, meaning, eachPort)
  const inNamespace = state.namespaces.get(meaning.namespace)
  if (inNamespace === undefined || !isExposed(state, stanza, meaning.namespace)) return ABSENT
  if (isWildcard(meaning.service, stanza)) {
    return joined(byName(inNamespace.imports).map((each) => importHits(inNamespace, stanza, each, meaning, eachPort)))
  }
  const service = inNamespace.imports.get(meaning.service)
  return service === undefined ? ABSENT : importHits(inNamespace, stanza, service, meaning, eachPort)
}

/**
 * The Services that the name may mean: one, or with the wildcards of old versions several. Most names that are asked for do not
 * exist, so the exposure of the namespace is looked at last.
 */
function serviceHits(state: ClusterState, stanza: Stanza, name: ServiceName, eachPort: boolean): LookUp {
  const inNamespace = state.namespaces.get(name.namespace)
  if (inNamespace === undefined) return ABSENT
  if (isWildcard(name.service, stanza)) {
    if (!isExposed(state, stanza, name.namespace)) return ABSENT
    return joined(byName(inNamespace.services).map((each) => hitsOfService(inNamespace, stanza, each, name, eachPort)))
  }
  const service = inNamespace.services.get(name.service)
  if (service === undefined || !isExposed(state, stanza, name.namespace)) return ABSENT
  return hitsOfService(inNamespace, stanza, service, name, eachPort)
}

function hitsOfService(
  inNamespace: NamespaceState,
  stanza: Stanza,
  service: Service,
  name: ServiceName,
  eachPort: boolean,
): LookUp {
  if (!isSelected(stanza, service.labels)) return ABSENT
  if (service.type === 'ExternalName') return externalName(stanza, service, name)
  if (isHeadless(service) || name.endpoint !== undefined) {
    if (name.topology !== undefined && !isHeadless(service)) return ABSENT
    return endpointHits(inNamespace.slices.get(service.name), { stanza, service, name, eachPort })
  }
  if (name.topology !== undefined) return ABSENT
  if (stanza.plugin.ignoreEmptyService && !hasReadyAddress(stanza, inNamespace.slices.get(service.name))) return ABSENT
  return addressHits(service, service.clusterIPs, service.ports, name, eachPort, stanza)
}

function importHits(
  inNamespace: NamespaceState,
  stanza: Stanza,
  service: ServiceImport,
  name: ServiceName,
  eachPort: boolean,
): LookUp {
  const slices = inNamespace.importSlices.get(service.name)
  if (service.type === 'Headless' || name.endpoint !== undefined) {
    // The endpoint label alone does not say which cluster it is of.
    if (name.endpoint !== undefined && name.cluster === undefined) return ABSENT
    const inCluster = (slice: EndpointSlice): boolean =>
      name.cluster === undefined || slice.labels?.[SOURCE_CLUSTER_LABEL]?.toLowerCase() === name.cluster
    return endpointHits(slices, { stanza, service, name, eachPort, includes: inCluster })
  }
  if (stanza.plugin.ignoreEmptyService && !hasReadyAddress(stanza, slices)) return ABSENT
  return addressHits(service, service.ips, service.ports, name, eachPort, stanza)
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

/** The Service's own addresses, for each of its ports that matches, or for the first. Without one it has no records. */
function addressHits(
  service: Service | ServiceImport,
  addresses: readonly string[],
  ports: readonly ServicePort[] | undefined,
  name: ServiceName,
  eachPort: boolean,
  stanza: Stanza,
): LookUp {
  const hits: Hit[] = []
  let exists = false
  for (const port of ports ?? []) {
    if (!portMatches(name, port, stanza)) continue
    exists = true
    for (const address of addresses) addServiceHit(hits, address, port.port, service)
    if (!eachPort) break
  }
  return exists ? { exists, hits } : ABSENT
}

function byName<T extends { readonly name: string }>(objects: { values(): Iterable<T> }): readonly T[] {
  return [...objects.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function joined(lookUps: readonly LookUp[]): LookUp {
  return { exists: lookUps.some((found) => found.exists), hits: lookUps.flatMap((found) => found.hits) }
}

/** True for a Service without a cluster IP: its name leads to the endpoints. */
export function isHeadless(service: Service): boolean {
  return service.clusterIPs.length > 0 && service.clusterIPs[0] === 'None'
}
