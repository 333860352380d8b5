import type { ClusterState, Coverage, NamespaceState, Revision, Serials, SlimObject } from '#libs/cluster-model'

/** The whole state at one revision, with what is not objects: it bounds how much of the log is replayed. */
export interface Checkpoint {
  readonly revision: Revision
  /** When the revision was observed: milliseconds since 1970. */
  readonly observedAt: number
  readonly state: ClusterState
  readonly coverage: Coverage
  readonly serials: Serials
}

/** Fields that many objects have in common, word for word: the pods of one ReplicaSet share all of these. */
export const SHARED_FIELDS: ReadonlySet<string> = new Set([
  'labels',
  'annotations',
  'owners',
  'spec',
  'template',
  'selector',
  'ports',
  'ipFamilies',
  'hostIPs',
])

/**
 * Every object, in an order that depends on nothing but the objects: cluster-scoped ones first, then namespace by namespace,
 * by kind and name. Sorted a namespace at a time, so that no step is long.
 */
export function* objectsInOrder(
  state: ClusterState,
  isIn: (object: SlimObject) => boolean = () => true,
): Generator<SlimObject> {
  const clusterScoped = [...state.namespaceObjects.values(), ...[...state.clusterScoped.values()].flatMap(valuesOf)]
  yield* sorted(clusterScoped.filter(isIn))
  for (const name of [...state.namespaces.keys()].toSorted()) {
    yield* sorted(objectsOf(state.namespaces.get(name)!).filter(isIn))
  }
}

function objectsOf(inNamespace: NamespaceState): SlimObject[] {
  return [
    ...inNamespace.services.values(),
    ...[...inNamespace.slices.values()].flatMap(valuesOf),
    ...inNamespace.pods.values(),
    ...inNamespace.imports.values(),
    ...[...inNamespace.importSlices.values()].flatMap(valuesOf),
    ...[...inNamespace.others.values()].flatMap(valuesOf),
  ]
}

function valuesOf(objects: { values(): Iterable<SlimObject> }): SlimObject[] {
  return [...objects.values()]
}

function sorted(objects: SlimObject[]): SlimObject[] {
  return objects.sort((a, b) => compareTexts(a.kind, b.kind) || compareTexts(a.name, b.name))
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
