import { namespaces } from './cluster-scoped.js'
import { systemObjects } from './control-plane.js'
import { GroupObjects } from './group-objects.js'
import type { SyntheticObject } from './load-cluster.js'
import { NODES_PER_NAMESPACE, type Group, type LoadShape } from './load-shape.js'
import { namespaceName, workloadName } from './names.js'
import { Random } from './random.js'

/** A cluster seen by its DNS alone: Services and endpoints, no pods or workloads behind them. */
export interface DnsLoadShape {
  readonly seed: number
  readonly namespaces: number
  /** How many Services have a cluster IP. They have no endpoints, which no answer needs. */
  readonly clusterIp: number
  readonly headless: number
  /** The least and the most endpoints of a headless Service. Every other one has named endpoints, as a StatefulSet's. */
  readonly endpoints: readonly [number, number]
}

/** Every object of the cluster, the control plane's own among them. The same for the same shape; none is kept. */
export function* dnsLoad(shape: DnsLoadShape): Generator<SyntheticObject> {
  const cluster: LoadShape = { seed: shape.seed, nodes: shape.namespaces * NODES_PER_NAMESPACE }
  const objects = new GroupObjects(cluster)
  yield* namespaces(cluster)
  yield* systemObjects(cluster)
  for (const group of groupsOf(shape)) {
    yield objects.service(group)
    yield* objects.slices(group)
  }
}

function* groupsOf({ seed, namespaces: spaces, clusterIp, headless, endpoints }: DnsLoadShape): Generator<Group> {
  const random = new Random(seed)
  const [least, most] = endpoints
  let firstPod = 0
  for (let index = 0; index < clusterIp + headless; index++) {
    const isHeadless = index >= clusterIp
    const size = isHeadless ? least + random.int(most - least + 1) : 0
    yield {
      index,
      namespace: namespaceName(index % spaces),
      name: workloadName(seed, index),
      size,
      firstPod,
      workload: isHeadless && index % 2 === 0 ? 'StatefulSet' : 'Deployment',
      service: isHeadless ? 'Headless' : 'ClusterIP',
      dualStack: false,
      policy: false,
    }
    firstPod += size
  }
}
