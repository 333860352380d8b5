import type { ObjectChange } from '../commit.js'
import type { SlimObject } from '../objects/kinds.js'
import { keyOf, sameValue } from '../object-change.js'
import { EMPTY_NAMESPACE, type ClusterState, type NamespaceState } from './cluster-state.js'

/** What the comparison needs of a persistent map. */
interface ObjectMap<V> {
  get(name: string): V | undefined
  entries(): Iterable<[string, V]>
}

interface NestedMap<K, V> {
  get(key: K): ObjectMap<V> | undefined
  keys(): Iterable<K>
}

/**
 * The changes that lead from one state to the other: namespace by namespace, in each by kind and name. What the two share is skipped whole, so states that
 * stem from each other compare in the time of what differs.
 */
export function changesBetween(before: ClusterState, after: ClusterState): ObjectChange[] {
  const changes: ObjectChange[] = []
  compare(before.namespaceObjects, after.namespaceObjects, changes)
  compareNested(before.clusterScoped, after.clusterScoped, changes)
  if (before.namespaces === after.namespaces) return changes
  for (const namespace of keysOf(before.namespaces, after.namespaces)) {
    const old = before.namespaces.get(namespace) ?? EMPTY_NAMESPACE
    const now = after.namespaces.get(namespace) ?? EMPTY_NAMESPACE
    if (old !== now) compareNamespace(old, now, changes)
  }
  return moved(changes)
}

function compareNamespace(before: NamespaceState, after: NamespaceState, changes: ObjectChange[]): void {
  compare(before.services, after.services, changes)
  compare(before.pods, after.pods, changes)
  compare(before.imports, after.imports, changes)
  compareNested(before.slices, after.slices, changes)
  compareNested(before.importSlices, after.importSlices, changes)
  compareNested(before.others, after.others, changes)
}

function compareNested<K extends string>(
  before: NestedMap<K, SlimObject>,
  after: NestedMap<K, SlimObject>,
  changes: ObjectChange[],
): void {
  if (before === after) return
  for (const key of keysOf(before, after)) {
    compare(before.get(key) ?? new Map(), after.get(key) ?? new Map(), changes)
  }
}

function keysOf<K extends string>(before: { keys(): Iterable<K> }, after: { keys(): Iterable<K> }): readonly K[] {
  return [...new Set([...before.keys(), ...after.keys()])].toSorted((a, b) => (a < b ? -1 : 1))
}

function compare(before: ObjectMap<SlimObject>, after: ObjectMap<SlimObject>, all: ObjectChange[]): void {
  if (before === after) return
  const changes: ObjectChange[] = []
  for (const [name, object] of before.entries()) {
    if (after.get(name) === undefined) changes.push({ key: keyOf(object), before: object })
  }
  for (const [name, object] of after.entries()) {
    const old = before.get(name)
    if (old === undefined) changes.push({ key: keyOf(object), after: object })
    else if (old !== object && !sameValue(old, object)) changes.push({ key: keyOf(object), before: old, after: object })
  }
  for (const change of changes.toSorted((a, b) => (a.key.name < b.key.name ? -1 : 1))) all.push(change)
}

/** A slice that changed its Service shows as gone from one and new in the other: that is one change. */
function moved(changes: readonly ObjectChange[]): ObjectChange[] {
  const joined = new Map<string, ObjectChange>()
  for (const change of changes) {
    const { kind, namespace, name } = change.key
    const key = `${kind}/${namespace}/${name}`
    joined.set(key, { ...joined.get(key), ...change })
  }
  return [...joined.values()]
}
