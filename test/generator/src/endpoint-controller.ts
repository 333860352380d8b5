import {
  keyOf,
  slicesOf,
  type ClusterState,
  type Endpoint,
  type EndpointSlice,
  type Pod,
  type Service,
} from '#libs/cluster-model'
import type { Edit } from './edit.js'
import { ENDPOINTS_PER_SLICE, sliceLabels, TARGET_PORTS } from './group-objects.js'

export interface SliceNeeds {
  readonly zoneOf: (node: string) => string | undefined
  readonly newSuffix: () => string
  readonly now: number
}

/**
 * What the EndpointSlice controller does after a change of a Service's pods: endpoints are changed where they stand, new ones
 * fill the first slice with room, and a slice without endpoints goes unless it is the last.
 */
export function reconcileSlices(state: ClusterState, service: Service, needs: SliceNeeds): Edit[] {
  const pods = selectedPods(state, service)
  return (service.ipFamilies ?? ['IPv4']).flatMap((family, index) => {
    const wanted = new Map(pods.flatMap((pod) => endpointOf(pod, service, index, needs.zoneOf)))
    const slices = [...slicesOf(state, service.namespace, service.name).values()]
      .filter((slice) => slice.addressType === family)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    return placeEndpoints(slices, wanted, () => newSlice(service, family, needs))
  })
}

/** The pods that a Service selects. */
export function selectedPods(state: ClusterState, { namespace, selector }: Service): Pod[] {
  if (selector === undefined) return []
  const pods = state.namespaces.get(namespace)?.pods.values() ?? []
  return [...pods].filter((pod) => selects(selector, pod.labels))
}

/** True when every pair of the selector is among the labels. */
export function selects(selector: Readonly<Record<string, string>>, labels: Pod['labels']): boolean {
  return Object.entries(selector).every(([key, value]) => labels?.[key] === value)
}

function endpointOf(pod: Pod, service: Service, family: number, zoneOf: SliceNeeds['zoneOf']): [string, Endpoint][] {
  const address = pod.podIPs?.[family]
  if (address === undefined || pod.phase !== 'Running') return []
  const serving = pod.ready === true
  const terminating = pod.deletedAt !== undefined
  const ready = serving && !terminating
  const { hostname, subdomain } = pod.spec
  const zone = pod.node === undefined ? undefined : zoneOf(pod.node)
  const endpoint: Endpoint = {
    addresses: [address],
    ...(ready ? {} : { ready }),
    ...(ready === serving ? {} : { serving }),
    ...(terminating ? { terminating } : {}),
    ...(hostname !== undefined && subdomain === service.name ? { hostname } : {}),
    ...(pod.node === undefined ? {} : { node: pod.node }),
    ...(zone === undefined ? {} : { zone }),
    target: { kind: 'Pod', name: pod.name, ...(pod.uid === undefined ? {} : { uid: pod.uid }) },
  }
  return [[pod.name, endpoint]]
}

function placeEndpoints(
  slices: readonly EndpointSlice[],
  wanted: Map<string, Endpoint>,
  create: () => EndpointSlice,
): Edit[] {
  const kept = slices.map((slice) => ({
    slice,
    endpoints: slice.endpoints.flatMap((endpoint) => take(wanted, endpoint.target?.name) ?? []),
  }))
  for (const endpoint of wanted.values()) {
    let room = kept.find(({ endpoints }) => endpoints.length < ENDPOINTS_PER_SLICE)
    if (room === undefined) {
      room = { slice: create(), endpoints: [] }
      kept.push(room)
    }
    room.endpoints.push(endpoint)
  }
  const filled = kept.some(({ endpoints }) => endpoints.length > 0)
  return kept.map(({ slice, endpoints }, index) =>
    endpoints.length === 0 && (filled || index > 0) ? { remove: keyOf(slice) } : { put: { ...slice, endpoints } },
  )
}

function take(wanted: Map<string, Endpoint>, pod: string | undefined): Endpoint | undefined {
  if (pod === undefined) return undefined
  const endpoint = wanted.get(pod)
  wanted.delete(pod)
  return endpoint
}

function newSlice(service: Service, family: 'IPv4' | 'IPv6', { newSuffix, now }: SliceNeeds): EndpointSlice {
  const { namespace, name, uid } = service
  return {
    kind: 'EndpointSlice',
    namespace,
    name: `${name}-${newSuffix()}`,
    createdAt: now,
    labels: sliceLabels(name, service.clusterIPs[0] === 'None', service.labels ?? {}),
    owners: [{ kind: 'Service', name, ...(uid === undefined ? {} : { uid }), controller: true }],
    addressType: family,
    ports: TARGET_PORTS,
    endpoints: [],
  }
}
