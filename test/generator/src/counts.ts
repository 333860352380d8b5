import type { EndpointSlice, Service } from '#libs/cluster-model'
import { SYNTHETIC_KINDS, type LoadCluster, type SyntheticKind } from './load-cluster.js'

/** What a synthetic cluster consists of. */
export interface ClusterCounts {
  readonly objects: Readonly<Record<SyntheticKind, number>>
  readonly headlessServices: number
  readonly dualStackServices: number
  /** Endpoint entries of all slices, each family counted. */
  readonly endpoints: number
  /** Addresses of all pods: so many pod names does `pods insecure` answer for existing pods. */
  readonly podAddresses: number
  /** Records of Services and endpoints by plain arithmetic, repeats not removed: the zone library counts exactly. */
  readonly records: number
}

const PORTS = 2

/** Walks through the whole cluster. */
export function countCluster(cluster: LoadCluster): ClusterCounts {
  const objects = Object.fromEntries(SYNTHETIC_KINDS.map((kind) => [kind, 0])) as Record<SyntheticKind, number>
  const totals = { headlessServices: 0, dualStackServices: 0, endpoints: 0, podAddresses: 0, records: 0 }
  const headless = new Set<string>()
  for (const object of cluster.objects()) {
    objects[object.kind as SyntheticKind]++
    if (object.kind === 'Service') {
      if (isHeadless(object)) {
        headless.add(`${object.namespace}/${object.name}`)
        totals.headlessServices++
      } else totals.records += 2 * object.clusterIPs.length + PORTS
      if (object.ipFamilies?.length === 2) totals.dualStackServices++
    } else if (object.kind === 'EndpointSlice') {
      totals.endpoints += object.endpoints.length
      totals.records += recordsOfSlice(object, headless)
    } else if (object.kind === 'Pod') totals.podAddresses += object.podIPs?.length ?? 0
  }
  return { objects, ...totals }
}

/** A headless endpoint has an address in the set, one by name, its SRV records, and a PTR; others have the PTR alone. */
function recordsOfSlice(slice: EndpointSlice, headless: ReadonlySet<string>): number {
  const ready = slice.endpoints.filter((endpoint) => endpoint.ready !== false).length
  const service = slice.owners?.[0]?.name ?? slice.name
  return headless.has(`${slice.namespace}/${service}`) ? ready * (3 + PORTS) : ready
}

function isHeadless(service: Service): boolean {
  return service.clusterIPs[0] === 'None'
}
