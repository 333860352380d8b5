import { isWorkload, serviceOf, type Pod, type SlimObject, type Workload } from '#libs/cluster-model'

/** What the sources show, sorted out for deriving the rest. */
export interface Observed {
  readonly objects: readonly SlimObject[]
  /** `kind namespace/name` of every owner that some object names. */
  readonly owners: ReadonlySet<string>
  /** `namespace/name` of every Service that has a slice. */
  readonly slicedServices: ReadonlySet<string>
}

/** The observed objects, sorted by kind, namespace and name, so that nothing depends on the order of files. */
export function observedFrom(objects: Iterable<SlimObject>): Observed {
  const sorted = [...objects].toSorted((a, b) => compare(sortKey(a), sortKey(b)))
  const owners = new Set<string>()
  const slicedServices = new Set<string>()
  for (const object of sorted) {
    for (const { kind, name } of object.owners ?? []) owners.add(ownerKey(kind, object.namespace, name))
    if (object.kind === 'EndpointSlice') slicedServices.add(`${object.namespace}/${serviceOf(object)}`)
  }
  return { objects: sorted, owners, slicedServices }
}

/**
 * Workloads whose pods are to be derived. An owner with a status, or whose owned objects are there, counts as observed: a dump of a
 * live cluster does not double.
 */
export function unfilledWorkloads({ objects, owners }: Observed): readonly Workload[] {
  return objects.filter(
    (object): object is Workload =>
      isWorkload(object) &&
      object.observed === undefined &&
      !owners.has(ownerKey(object.kind, object.namespace, object.name)) &&
      // What another workload owns is derived from by that one.
      !(object.owners ?? []).some(({ controller }) => controller),
  )
}

/** Pods without a status: written by hand, to be given a node, an address and readiness. */
export function barePods({ objects }: Observed): readonly Pod[] {
  return objects.filter(
    (object): object is Pod =>
      object.kind === 'Pod' && object.phase === undefined && (object.podIPs ?? []).length === 0,
  )
}

function ownerKey(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`
}

function sortKey({ kind, namespace, name }: SlimObject): string {
  return `${kind} ${namespace} ${name}`
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
