import { addressKey, type AddressKey } from '#libs/ip-address'
import type { ClusterState, SliceUser } from '#libs/cluster-model'
import { endpointName, isReady } from './endpoint-names.js'
import { isListed, isSelected } from './exposure.js'
import { nameBelow, type Stanza } from './zone.js'

/** One name that an address leads back to. */
export interface ReverseHit {
  /** Absolute, below the stanza's primary zone. */
  readonly target: string
  readonly namespace: string
}

/**
 * The names of an address (canonical text): the Service whose cluster IP it is, else every ready endpoint of it, one a Service.
 * `namespaces` limits them, `namespace_labels` does not, as in CoreDNS.
 */
export function reverseLookUp(state: ClusterState, stanza: Stanza, address: string): readonly ReverseHit[] {
  const use = state.addresses.get(addressKey(address) as AddressKey)
  if (use === undefined) return []
  for (const { namespace, name } of use.services.toSorted(byName)) {
    const service = state.namespaces.get(namespace)?.services.get(name)
    if (service === undefined || !isListed(stanza, namespace) || !isSelected(stanza, service.labels)) continue
    if (!service.clusterIPs.includes(address)) continue
    return [{ target: nameBelow(stanza.primaryZone, `${name}.${namespace}.svc`), namespace }]
  }
  if (stanza.plugin.noEndpoints) return []
  return use.slices.toSorted(byName).flatMap((user) => endpointTargets(state, stanza, user, address))
}

function endpointTargets(state: ClusterState, stanza: Stanza, user: SliceUser, address: string): ReverseHit[] {
  const { namespace, service, name } = user
  // CoreDNS gives endpoints of a slice without a Service names with an empty label, which no message can hold.
  if (user.imported || service === '' || !isListed(stanza, namespace)) return []
  const slice = state.namespaces.get(namespace)?.slices.get(service)?.get(name)
  if (slice === undefined || !isSelected(stanza, slice.labels)) return []
  return slice.endpoints
    .filter((endpoint) => isReady(endpoint) && endpoint.addresses.includes(address))
    .filter((endpoint) => !stanza.rules.reverseNeedsHostname || endpoint.hostname !== undefined)
    .map((endpoint) => ({
      target: nameBelow(stanza.primaryZone, `${endpointName(endpoint, address, stanza)}.${service}.${namespace}.svc`),
      namespace,
    }))
}

function byName(a: { namespace: string; name: string }, b: { namespace: string; name: string }): number {
  return a.namespace === b.namespace ? (a.name < b.name ? -1 : 1) : a.namespace < b.namespace ? -1 : 1
}
