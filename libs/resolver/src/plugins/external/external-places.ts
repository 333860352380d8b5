import { addressFamily, addressKey, canonicalAddress } from '#libs/ip-address'
import { slicesOf, type ClusterState, type Service } from '#libs/cluster-model'
import { parseDomainName } from '#libs/dns-model'
import { endpointName, isExposed, isHeadless, isReady, isSelected, slicesInOrder, type Stanza } from '#libs/zone'

/** One place that an external name leads to. */
export interface ExternalPlace {
  /** An address in canonical text, or for CNAME an absolute name. */
  readonly host: string
  readonly type: 'A' | 'AAAA' | 'CNAME'
  readonly port: number
  /** The labels left of the zone: `web.default`. */
  readonly owner: string
  readonly namespace: string
}

interface Wanted {
  readonly service: string
  readonly port: string
  readonly protocol: string
  readonly endpoint: string
}

/**
 * What `SVC.NS`, `_port._protocol.SVC.NS` or, for headless Services, `ENDPOINT.SVC.NS` leads to from outside. `undefined`: no such
 * name; empty: a namespace.
 * @param onEndpoints told when that rests on endpoints
 */
export function externalPlaces(
  state: ClusterState,
  stanza: Stanza,
  labels: readonly string[],
  headless: boolean,
  onEndpoints?: () => void,
): readonly ExternalPlace[] | undefined {
  const namespace = labels.at(-1)
  if (namespace === undefined || !isExposed(state, stanza, namespace)) return undefined
  if (labels.length === 1) return []
  const wanted = wantedOf(labels)
  if (wanted === undefined) return undefined
  const service = state.namespaces.get(namespace)?.services.get(wanted.service)
  if (service === undefined || !isSelected(stanza, service.labels)) return undefined
  const addresses = externalAddresses(service)
  const toEndpoints = headless && addresses.length === 0 && (isHeadless(service) || wanted.endpoint !== '')
  if (toEndpoints) onEndpoints?.()
  const places = toEndpoints
    ? endpointPlaces(state, stanza, service, wanted)
    : servicePlaces(service, addresses, wanted)
  return places.length === 0 ? undefined : places
}

/**
 * The names of an external address: the Services that have it, else the endpoints that have it and a hostname. Ports and hosts
 * mean nothing here.
 * @param onEndpoints told when they are of endpoints
 */
export function externalReverse(
  state: ClusterState,
  stanza: Stanza,
  address: string,
  onEndpoints: () => void,
): readonly ExternalPlace[] {
  const { namespaces } = stanza.plugin
  const isListed = (namespace: string): boolean => namespaces.length === 0 || namespaces.includes(namespace)
  const named = (owner: string, namespace: string): ExternalPlace => ({
    host: address,
    type: 'A',
    port: 0,
    owner,
    namespace,
  })
  const places: ExternalPlace[] = []
  for (const [namespace, { services }] of state.namespaces) {
    if (!isListed(namespace)) continue
    for (const service of services.values()) {
      if (externalAddresses(service).includes(address)) places.push(named(`${service.name}.${namespace}`, namespace))
    }
  }
  if (places.length > 0) return places.toSorted((a, b) => (a.owner < b.owner ? -1 : 1))
  const key = addressKey(address)
  for (const { namespace, service, name } of key === undefined ? [] : (state.addresses.get(key)?.slices ?? [])) {
    const endpoints = state.namespaces.get(namespace)?.slices.get(service)?.get(name)?.endpoints ?? []
    for (const endpoint of service !== '' && isListed(namespace) ? endpoints : []) {
      if (!isReady(endpoint) || endpoint.hostname === undefined || !endpoint.addresses.includes(address)) continue
      onEndpoints()
      places.push(named(`${endpointName(endpoint, address, stanza)}.${service}.${namespace}`, namespace))
    }
  }
  return places
}

/** spec.externalIPs, then what the load balancer gave: an address, or a host name. */
export function externalAddresses(service: Service): readonly string[] {
  const loadBalancer = (service.loadBalancer ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? [])
  return [...(service.externalIPs ?? []), ...loadBalancer]
}

function wantedOf(labels: readonly string[]): Wanted | undefined {
  const service = labels.at(-2) as string
  const [first, second] = labels
  const bare = { service, port: '', protocol: '', endpoint: '' }
  switch (labels.length) {
    case 2:
      return bare
    case 3:
      return { ...bare, endpoint: stripUnderscore(first as string) }
    case 4:
      return { ...bare, port: stripUnderscore(first as string), protocol: stripUnderscore(second as string) }
    default:
      return undefined
  }
}

function servicePlaces(service: Service, addresses: readonly string[], wanted: Wanted): ExternalPlace[] {
  const owner = `${service.name}.${service.namespace}`
  return addresses.flatMap((address) =>
    (service.ports ?? [])
      .filter((port) => portMatches(wanted, port))
      .map(({ port }) => placeOf(address, port, owner, service.namespace)),
  )
}

function endpointPlaces(state: ClusterState, stanza: Stanza, service: Service, wanted: Wanted): ExternalPlace[] {
  return slicesInOrder(slicesOf(state, service.namespace, service.name)).flatMap((slice) =>
    slice.endpoints.filter(isReady).flatMap((endpoint) =>
      endpoint.addresses.flatMap((address) => {
        const label = endpointName(endpoint, address, stanza)
        if (wanted.endpoint !== '' && label.toLowerCase() !== wanted.endpoint) return []
        return (slice.ports ?? [])
          .filter((port) => portMatches(wanted, port))
          .map(({ port }) =>
            placeOf(address, port ?? -1, `${label}.${service.name}.${service.namespace}`, service.namespace),
          )
      }),
    ),
  )
}

function placeOf(host: string, port: number, owner: string, namespace: string): ExternalPlace {
  const family = addressFamily(host)
  if (family === undefined) return { host: parseDomainName(host), type: 'CNAME', port, owner, namespace }
  return { host: canonicalAddress(host) as string, type: family === 'IPv4' ? 'A' : 'AAAA', port, owner, namespace }
}

/** An empty label matches any port or protocol. */
function portMatches(wanted: Wanted, port: { readonly name?: string; readonly protocol: string }): boolean {
  const isName = wanted.port === '' || (port.name ?? '').toLowerCase() === wanted.port
  return isName && (wanted.protocol === '' || port.protocol.toLowerCase() === wanted.protocol)
}

function stripUnderscore(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label
}
