import {
  applyChanges,
  changeTo,
  type ClusterState,
  type Kind,
  type Node,
  type ObjectChange,
  type Pod,
  type Service,
  type SlimObject,
  type Workload,
} from '#libs/cluster-model'
import { addressKey } from '#libs/ip-address'
import { targetOf, type Edit } from './edit.js'
import { reconcileSlices, selects } from './endpoint-controller.js'
import { CLUSTER_START } from './identity.js'
import { nameSuffix, uidOf } from './names.js'
import { Random } from './random.js'

const FIRST_SUFFIX = 8_000_000
const CHURN_UIDS = 100
const A_YEAR = 365 * 24 * 3600
const LOWEST_HOST = 2
const HOSTS = 252

/** A cluster in motion: its state, its clock, and the controllers that answer to each change. */
export class ChurnWorld {
  readonly random: Random
  /** Whole seconds since 1970. */
  now = CLUSTER_START + A_YEAR
  #made = 0

  constructor(
    public state: ClusterState,
    private readonly seed: number,
  ) {
    this.random = new Random(seed)
  }

  /** Makes the change, lets the EndpointSlice controller follow, and tells everything that changed. */
  change(...edits: readonly Edit[]): ObjectChange[] {
    this.now++
    const direct = this.#apply(edits)
    const services = this.#servicesOf(direct.map((change) => change.after ?? change.before))
    const needs = { zoneOf: (node: string) => this.#zoneOf(node), newSuffix: () => this.newSuffix(), now: this.now }
    const followed = services.flatMap((service) => reconcileSlices(this.state, service, needs))
    return [...direct, ...this.#apply(followed)]
  }

  /** A suffix that no other name of this churn has. */
  newSuffix(): string {
    return nameSuffix(FIRST_SUFFIX + this.#made++)
  }

  newUid(): string {
    return uidOf(this.seed, CHURN_UIDS, this.#made++)
  }

  /** A node that takes pods; `undefined` when none does. */
  pickNode(): Node | undefined {
    const nodes = [...(this.state.clusterScoped.get('Node')?.values() ?? [])] as Node[]
    const able = nodes.filter((node) => node.ready && !node.unschedulable && node.podCIDRs !== undefined)
    return able.length === 0 ? undefined : this.random.pick(able)
  }

  /** Addresses for one more pod on a node, of the first families that it has ranges for; freed ones come again. */
  pickAddresses(node: Node, families: number): string[] | undefined {
    const ranges = (node.podCIDRs ?? []).slice(0, families).map((range) => range.replace(/(0|::)\/\d+$/, '$1'))
    for (let tries = 0; tries < 4 * HOSTS; tries++) {
      const host = LOWEST_HOST + this.random.int(HOSTS)
      const addresses = ranges.map((range) =>
        range.endsWith('::') ? `${range}${host.toString(16)}` : `${range.slice(0, -1)}${host}`,
      )
      if (addresses.every((address) => !this.state.addresses.has(addressKey(address) ?? address))) return addresses
    }
    return undefined
  }

  /** A workload of these kinds that has a selector, in any namespace but kube-system; `undefined` when there is none. */
  pickWorkload(...kinds: readonly Kind[]): Workload | undefined {
    const namespace = this.pickNamespace()
    const others = namespace === undefined ? undefined : this.state.namespaces.get(namespace)?.others
    const workloads = kinds.flatMap((kind) => [...(others?.get(kind)?.values() ?? [])] as Workload[])
    return workloads.length === 0 ? undefined : this.random.pick(workloads)
  }

  pickNamespace(): string | undefined {
    const names = [...this.state.namespaces.keys()].filter((name) => name !== 'kube-system' && name !== 'default')
    return names.length === 0 ? undefined : this.random.pick(names)
  }

  /** The pods that a workload's selector finds, those on their way out left aside. */
  podsOf({ namespace, selector }: Workload): Pod[] {
    const labels = selector?.matchLabels
    if (labels === undefined) return []
    const pods = [...(this.state.namespaces.get(namespace)?.pods.values() ?? [])]
    return pods.filter((pod) => pod.deletedAt === undefined && selects(labels, pod.labels))
  }

  #apply(edits: readonly Edit[]): ObjectChange[] {
    const changes = edits.flatMap((edit) => {
      const { key, after } = targetOf(edit)
      return changeTo(this.state, key, after) ?? []
    })
    this.state = applyChanges(this.state, changes)
    return changes
  }

  /** The Services whose slices may have to follow: those that select a changed pod, and changed ones themselves. */
  #servicesOf(objects: readonly (SlimObject | undefined)[]): Service[] {
    const found = new Set<Service>()
    for (const object of objects) {
      if (object?.kind !== 'Pod' && object?.kind !== 'Service') continue
      const services = this.state.namespaces.get(object.namespace)?.services
      for (const service of services?.values() ?? []) {
        const { selector } = service
        const concerned = object.kind === 'Service' ? service === object : selector && selects(selector, object.labels)
        if (concerned && selector !== undefined) found.add(service)
      }
    }
    return [...found]
  }

  #zoneOf(node: string): string | undefined {
    return this.state.clusterScoped.get('Node')?.get(node)?.labels?.['topology.kubernetes.io/zone']
  }
}
