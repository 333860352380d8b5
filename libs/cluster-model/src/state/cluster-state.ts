import { Map as PersistentMap } from 'immutable'
import type { AddressKey } from '#libs/ip-address'
import type { Namespace } from '../objects/cluster-scoped.js'
import type { EndpointSlice } from '../objects/endpoint-slice.js'
import type { Kind, ObjectOf, SlimObject } from '../objects/kinds.js'
import type { ServiceImport } from '../objects/multicluster.js'
import type { Pod } from '../objects/pod.js'
import type { Service } from '../objects/service.js'
import type { ObjectKey } from '../commit.js'
import type { AddressUse, SliceUser } from './address-index.js'
import { NameMap } from './name-map.js'

/** The slices of one Service, by slice name. */
export type SlicesByName = NameMap<EndpointSlice>

/** Everything of one namespace. What DNS asks often has a map of its own. */
export interface NamespaceState {
  readonly services: NameMap<Service>
  /** By the Service that the slice's label names; slices without that label stand under the empty name. */
  readonly slices: NameMap<SlicesByName>
  readonly pods: NameMap<Pod>
  readonly imports: NameMap<ServiceImport>
  /** By the ServiceImport that the slice's multicluster label names. Such slices belong to no ordinary Service. */
  readonly importSlices: NameMap<SlicesByName>
  /** Where each slice stands in the two maps above, by slice name. */
  readonly sliceOwners: NameMap<SliceUser>
  /** All other namespaced kinds, by kind and name. */
  readonly others: NameMap<NameMap<SlimObject>>
}

/**
 * All objects of a cluster at one revision, in slim form. Immutable; the next state shares what did not change. Two-level maps,
 * because names within a namespace are short and so cheap to hash, and because every question and every scope names a namespace.
 */
export interface ClusterState {
  /** Every namespace that has an object or is one. A namespace exists for DNS only when `namespaceObjects` has it. */
  readonly namespaces: NameMap<NamespaceState>
  readonly namespaceObjects: NameMap<Namespace>
  /** Cluster-scoped kinds other than Namespace, by kind and name. */
  readonly clusterScoped: NameMap<NameMap<SlimObject>>
  /** Who uses an address: Services by cluster IP, slices by endpoint, pods. For reverse look-ups. */
  readonly addresses: PersistentMap<AddressKey, AddressUse>
}

const NO_SLICES: SlicesByName = NameMap.of()

export const EMPTY_NAMESPACE: NamespaceState = {
  services: NameMap.of(),
  slices: NameMap.of(),
  pods: NameMap.of(),
  imports: NameMap.of(),
  importSlices: NameMap.of(),
  sliceOwners: NameMap.of(),
  others: NameMap.of(),
}

export const EMPTY_STATE: ClusterState = {
  namespaces: NameMap.of(),
  namespaceObjects: NameMap.of(),
  clusterScoped: NameMap.of(),
  addresses: PersistentMap(),
}

/** The slices of one Service; an empty map when there are none. */
export function slicesOf(state: ClusterState, namespace: string, service: string): SlicesByName {
  return state.namespaces.get(namespace)?.slices.get(service) ?? NO_SLICES
}

/** One object by its key. */
export function findObject<K extends Kind>(state: ClusterState, key: ObjectKey & { kind: K }): ObjectOf<K> | undefined {
  return findAny(state, key) as ObjectOf<K> | undefined
}

function findAny(state: ClusterState, { kind, namespace, name }: ObjectKey): SlimObject | undefined {
  if (kind === 'Namespace') return state.namespaceObjects.get(name)
  if (namespace === '') return state.clusterScoped.get(kind)?.get(name)
  const inNamespace = state.namespaces.get(namespace)
  if (inNamespace === undefined) return undefined
  switch (kind) {
    case 'Service':
      return inNamespace.services.get(name)
    case 'Pod':
      return inNamespace.pods.get(name)
    case 'ServiceImport':
      return inNamespace.imports.get(name)
    case 'EndpointSlice':
      return findSlice(inNamespace, name)
    default:
      return inNamespace.others.get(kind)?.get(name)
  }
}

function findSlice(inNamespace: NamespaceState, name: string): EndpointSlice | undefined {
  const owner = inNamespace.sliceOwners.get(name)
  if (owner === undefined) return undefined
  return inNamespace[owner.imported ? 'importSlices' : 'slices'].get(owner.service)?.get(name)
}

/** Every object of the state, kind by kind within each namespace, in no particular order. */
export function* allObjects(state: ClusterState): Generator<SlimObject> {
  yield* state.namespaceObjects.values()
  for (const objects of state.clusterScoped.values()) yield* objects.values()
  for (const inNamespace of state.namespaces.values()) {
    yield* inNamespace.services.values()
    for (const slices of inNamespace.slices.values()) yield* slices.values()
    yield* inNamespace.pods.values()
    yield* inNamespace.imports.values()
    for (const slices of inNamespace.importSlices.values()) yield* slices.values()
    for (const objects of inNamespace.others.values()) yield* objects.values()
  }
}

/** Every object of one kind, in no particular order. */
export function* objectsOfKind<K extends Kind>(state: ClusterState, kind: K): Generator<ObjectOf<K>> {
  yield* ofKind(state, kind) as Generator<ObjectOf<K>>
}

function* ofKind(state: ClusterState, kind: Kind): Generator<SlimObject> {
  if (kind === 'Namespace') yield* state.namespaceObjects.values()
  yield* state.clusterScoped.get(kind)?.values() ?? []
  for (const inNamespace of state.namespaces.values()) {
    if (kind === 'Service') yield* inNamespace.services.values()
    else if (kind === 'Pod') yield* inNamespace.pods.values()
    else if (kind === 'ServiceImport') yield* inNamespace.imports.values()
    else if (kind === 'EndpointSlice') {
      for (const slices of inNamespace.slices.values()) yield* slices.values()
      for (const slices of inNamespace.importSlices.values()) yield* slices.values()
    } else yield* inNamespace.others.get(kind)?.values() ?? []
  }
}
