import type {
  ConfigMap,
  EndpointSlice,
  Namespace,
  NetworkPolicy,
  Node,
  Pod,
  Service,
  Workload,
} from '#libs/cluster-model'
import { namespaces, nodes } from './cluster-scoped.js'
import { systemObjects } from './control-plane.js'
import { GroupObjects } from './group-objects.js'
import { planGroups, type Group, type LoadShape } from './load-shape.js'

/** The objects that synthetic clusters consist of. */
export type SyntheticObject = Namespace | Node | Service | EndpointSlice | Pod | Workload | NetworkPolicy | ConfigMap

/** The kinds of a synthetic cluster, in the order in which its objects come: as a source would list them. */
export const SYNTHETIC_KINDS = [
  'Namespace',
  'Node',
  'ConfigMap',
  'Service',
  'EndpointSlice',
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'NetworkPolicy',
] as const satisfies readonly SyntheticObject['kind'][]

export type SyntheticKind = (typeof SYNTHETIC_KINDS)[number]

/** A cluster of the standard load shape. Objects are made when asked for, the same each time; none is kept. */
export class LoadCluster {
  readonly groups: readonly Group[]
  readonly #objects: GroupObjects

  constructor(readonly shape: LoadShape) {
    this.groups = planGroups(shape)
    this.#objects = new GroupObjects(shape)
  }

  /** Every object, kind by kind. */
  *objects(): Generator<SyntheticObject> {
    for (const kind of SYNTHETIC_KINDS) yield* this.objectsOf(kind)
  }

  /** Every object of one kind: the control plane's, then group by group. */
  *objectsOf(kind: SyntheticKind): Generator<SyntheticObject> {
    if (kind === 'Namespace') yield* namespaces(this.shape)
    if (kind === 'Node') yield* nodes(this.shape)
    for (const object of systemObjects(this.shape)) if (object.kind === kind) yield object
    for (const group of this.groups) yield* this.#objectsOfGroup(group, kind)
  }

  *#objectsOfGroup(group: Group, kind: SyntheticKind): Generator<SyntheticObject> {
    if (kind === 'Pod') yield* this.#objects.pods(group)
    if (kind === 'Service' && group.service !== undefined) yield this.#objects.service(group)
    if (kind === 'EndpointSlice' && group.service !== undefined) yield* this.#objects.slices(group)
    if (kind === group.workload) yield this.#objects.workload(group)
    if (kind === 'ReplicaSet' && group.workload === 'Deployment') yield this.#objects.replicaSet(group)
    if (kind === 'NetworkPolicy' && group.policy) yield this.#objects.policy(group)
  }
}
