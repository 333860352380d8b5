import { namespaceName, workloadName } from './names.js'

/** How large a synthetic cluster is, and which variant of the standard load shape. */
export interface LoadShape {
  readonly seed: number
  /** 5,000 is the largest cluster that Kubernetes supports. 1 to 32,768. */
  readonly nodes: number
  /** `share` (the default): half the Deployments have a Service, one in five of them headless. `all`: each has a headless one. */
  readonly headless?: 'share' | 'all'
  /** Pods of additional Deployments, each with a headless Service. They come on top of the 30 pods per node. */
  readonly extraGroups?: readonly number[]
}

/** Pods of one workload, with what stands around them. */
export interface Group {
  /** Counts from 0 over the cluster. */
  readonly index: number
  readonly namespace: string
  readonly name: string
  /** Number of pods. */
  readonly size: number
  /** The index of its first pod; the others follow. Pods count from 0 over the cluster. */
  readonly firstPod: number
  readonly workload: 'Deployment' | 'StatefulSet'
  /** The kind of its Service, which has the group's name; absent for none. */
  readonly service?: 'ClusterIP' | 'Headless'
  readonly dualStack: boolean
  /** A NetworkPolicy selects its pods. */
  readonly policy: boolean
}

export const PODS_PER_NODE = 30
export const NODES_PER_NAMESPACE = 100
const LARGE = 250
const MEDIUM = 30
const SMALL = 5

/**
 * The groups of the standard load shape (ClusterLoader2's `load`): per namespace a quarter of the pods in groups of 250, a
 * quarter in groups of 30, half in groups of 5; a Service for half the groups of each size, one in five of them headless and one in ten dual
 * stack, every other headless one with a StatefulSet; a NetworkPolicy for one in ten. Shares are dealt out evenly, not drawn,
 * so that a small cluster has them too.
 */
export function planGroups(shape: LoadShape): Group[] {
  const groups: Group[] = []
  let pods = 0
  let services = 0
  let headlessServices = 0
  const ofSize = new Map<number, number>()
  const all = shape.headless === 'all'

  const add = (namespace: string, size: number, extra: boolean): void => {
    const index = groups.length
    const earlier = ofSize.get(size) ?? 0
    ofSize.set(size, earlier + 1)
    const hasService = all || extra || earlier % 2 === 0
    const headless = hasService && (all || extra || services % 5 === 4)
    const dualStack = hasService && services % 10 === Math.floor(services / 10) % 10
    const stateful = headless && !extra && headlessServices % (all ? 20 : 2) === 0
    groups.push({
      index,
      namespace,
      name: workloadName(shape.seed, index),
      size,
      firstPod: pods,
      workload: stateful ? 'StatefulSet' : 'Deployment',
      ...(hasService ? { service: headless ? 'Headless' : 'ClusterIP' } : {}),
      dualStack,
      policy: index % 10 === 3,
    })
    pods += size
    if (hasService) services++
    if (headless) headlessServices++
  }

  const namespaces = countNamespaces(shape)
  for (let i = 0; i < namespaces; i++) {
    for (const size of groupSizes(podsOfNamespace(shape.nodes, namespaces, i))) add(namespaceName(i), size, false)
  }
  for (const size of shape.extraGroups ?? []) add(namespaceName(0), size, true)
  return groups
}

/** The number of namespaces that hold the groups. */
export function countNamespaces(shape: LoadShape): number {
  return Math.ceil(shape.nodes / NODES_PER_NAMESPACE)
}

function podsOfNamespace(nodes: number, namespaces: number, index: number): number {
  const upTo = (count: number): number => Math.floor((nodes * count) / namespaces)
  return (upTo(index + 1) - upTo(index)) * PODS_PER_NODE
}

function groupSizes(pods: number): number[] {
  const large = Math.round(pods / 4 / LARGE)
  const medium = Math.round(pods / 4 / MEDIUM)
  const rest = pods - large * LARGE - medium * MEDIUM
  const sizes = [
    ...new Array<number>(large).fill(LARGE),
    ...new Array<number>(medium).fill(MEDIUM),
    ...new Array<number>(Math.floor(rest / SMALL)).fill(SMALL),
  ]
  return rest % SMALL === 0 ? sizes : [...sizes, rest % SMALL]
}
