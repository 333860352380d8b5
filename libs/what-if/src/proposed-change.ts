import {
  applyChanges,
  changeTo,
  changesBetween,
  findObject,
  isVisible,
  keyOf,
  objectText,
  type ClusterState,
  type NameMap,
  type ObjectChange,
  type ObjectKey,
  type Scope,
  type SlimObject,
} from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'

/** One thing that would be done to the cluster. */
export type ProposedChange =
  | { readonly apply: SlimObject }
  /** Deleting a Namespace deletes all that is in it. */
  | { readonly delete: ObjectKey }

/**
 * The object changes that the proposals come to, made one after the other on top of a state. What ends as it began is no change.
 * @throws NamescopeError `object-not-found` for a deletion of what is not there, `forbidden` for an object outside the scope
 */
export function proposedChanges(
  state: ClusterState,
  proposals: readonly ProposedChange[],
  scope: Scope,
): ObjectChange[] {
  let proposed = state
  for (const proposal of proposals) {
    const key = 'apply' in proposal ? keyOf(proposal.apply) : proposal.delete
    assertVisible(scope, key)
    const changes = 'apply' in proposal ? applied(proposed, proposal.apply) : deleted(proposed, key, state)
    proposed = applyChanges(proposed, changes)
  }
  return changesBetween(state, proposed)
}

function applied(state: ClusterState, object: SlimObject): ObjectChange[] {
  const change = changeTo(state, keyOf(object), object)
  return change === undefined ? [] : [change]
}

/** What an earlier deletion took along (a namespace's contents) may be named again; what never was there may not. */
function deleted(proposed: ClusterState, key: ObjectKey, original: ClusterState): ObjectChange[] {
  const before = findObject(proposed, key)
  if (before === undefined && findObject(original, key) === undefined) {
    throw new NamescopeError('object-not-found', `${objectText(key)} can't be deleted: there is no such object.`)
  }
  const self: ObjectChange[] = before === undefined ? [] : [{ key, before }]
  return key.kind === 'Namespace' ? [...self, ...contentsOf(proposed, key.name)] : self
}

/** Everything in a namespace goes with it (Kubernetes: namespace deletion is a cascade). */
function contentsOf(state: ClusterState, namespace: string): ObjectChange[] {
  return [...objectsIn(state, namespace)].map((before) => ({ key: keyOf(before), before }))
}

function* objectsIn(state: ClusterState, namespace: string): Generator<SlimObject> {
  const inNamespace = state.namespaces.get(namespace)
  if (inNamespace === undefined) return
  yield* byKey(inNamespace.services)
  for (const slices of byKey(inNamespace.slices)) yield* byKey(slices)
  yield* byKey(inNamespace.pods)
  yield* byKey(inNamespace.imports)
  for (const slices of byKey(inNamespace.importSlices)) yield* byKey(slices)
  for (const ofKind of byKey(inNamespace.others)) yield* byKey(ofKind)
}

function byKey<V extends object>(map: NameMap<V>): readonly V[] {
  return [...map.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
}

/** A limited caller proposes within its own namespaces; whatever else may exist there is none of its business. */
function assertVisible(scope: Scope, key: ObjectKey): void {
  const namespace = key.kind === 'Namespace' ? key.name : key.namespace
  if (scope.all || (namespace !== '' && isVisible(scope, namespace))) return
  throw new NamescopeError('forbidden', `${objectText(key)} lies outside the namespaces that you may see.`)
}
