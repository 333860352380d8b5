import { addressKey, type AddressKey } from '#libs/ip-address'
import type { ObjectChange } from '../commit.js'
import type { EndpointSlice } from '../objects/endpoint-slice.js'
import { KINDS, type SlimObject } from '../objects/kinds.js'
import {
  isUnused,
  sharedUse,
  UNUSED,
  withoutUser,
  withUser,
  type AddressUse,
  type AddressUser,
  type SliceUser,
} from './address-index.js'
import { EMPTY_NAMESPACE, type ClusterState, type NamespaceState, type SlicesByName } from './cluster-state.js'
import { NameMap } from './name-map.js'
import { importOf, serviceOf } from './slice-owner.js'

const NO_OBJECTS = NameMap.of<SlimObject>()
const NO_SLICES: SlicesByName = NameMap.of()

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * The next state in the making. It starts from a state that others may be reading, owns private transient maps, and so can be
 * filled in parts with pauses between; nothing of the base is touched, and nobody sees the draft before `finish`.
 */
export class StateDraft {
  readonly #namespaces = new Map<string, Mutable<NamespaceState>>()
  #namespaceObjects: ClusterState['namespaceObjects']
  #clusterScoped: ClusterState['clusterScoped']
  #addresses: ClusterState['addresses']
  #finished = false

  constructor(private readonly base: ClusterState) {
    this.#namespaceObjects = base.namespaceObjects.asMutable()
    this.#clusterScoped = base.clusterScoped
    this.#addresses = base.addresses.asMutable()
  }

  /** Puts one change in. `change.before` must be what stands there: changes of one object are applied in order. */
  apply(change: ObjectChange): void {
    const { kind, namespace, name } = change.key
    const after = change.after
    if (kind === 'Namespace') {
      this.#namespaceObjects = put(this.#namespaceObjects, name, after as never)
      return
    }
    if (!KINDS[kind].namespaced) {
      const ofKind = put(this.#clusterScoped.get(kind) ?? NO_OBJECTS, name, after)
      this.#clusterScoped = put(this.#clusterScoped, kind, ofKind.size === 0 ? undefined : ofKind)
      return
    }
    const inNamespace = this.#namespace(namespace)
    switch (kind) {
      case 'Service':
        this.#move(addressesOf(change.before), addressesOf(after), 'services', { namespace, name })
        inNamespace.services = put(inNamespace.services, name, after as never)
        return
      case 'ServiceImport':
        inNamespace.imports = put(inNamespace.imports, name, after as never)
        return
      case 'Pod':
        this.#move(addressesOf(change.before), addressesOf(after), 'pods', { namespace, name })
        inNamespace.pods = put(inNamespace.pods, name, after as never)
        return
      case 'EndpointSlice':
        this.#applySlice(
          inNamespace,
          name,
          change.before as EndpointSlice | undefined,
          after as EndpointSlice | undefined,
        )
        return
      default: {
        const ofKind = put(inNamespace.others.get(kind) ?? NO_OBJECTS, name, after)
        inNamespace.others = put(inNamespace.others, kind, ofKind.size === 0 ? undefined : ofKind)
      }
    }
  }

  /** The state as it stands now. The draft can't be used afterwards. */
  finish(): ClusterState {
    if (this.#finished) throw new Error('a draft is finished once')
    this.#finished = true
    const namespaces = this.base.namespaces.withMutations((map) => {
      for (const [name, draft] of this.#namespaces) {
        const done = finishNamespace(draft)
        if (isEmpty(done)) map.delete(name)
        else map.set(name, done)
      }
    })
    return {
      namespaces,
      namespaceObjects: this.#namespaceObjects.asImmutable(),
      clusterScoped: this.#clusterScoped,
      addresses: this.#addresses.asImmutable(),
    }
  }

  #namespace(name: string): Mutable<NamespaceState> {
    let draft = this.#namespaces.get(name)
    if (draft === undefined) {
      const base = this.base.namespaces.get(name) ?? EMPTY_NAMESPACE
      draft = {
        services: base.services.asMutable(),
        slices: base.slices.asMutable(),
        pods: base.pods.asMutable(),
        imports: base.imports.asMutable(),
        importSlices: base.importSlices.asMutable(),
        sliceOwners: base.sliceOwners.asMutable(),
        others: base.others,
      }
      this.#namespaces.set(name, draft)
    }
    return draft
  }

  /** A slice may change the Service that it belongs to: it leaves the old one's slices and joins the new one's. */
  #applySlice(
    inNamespace: Mutable<NamespaceState>,
    name: string,
    before: EndpointSlice | undefined,
    after: EndpointSlice | undefined,
  ): void {
    const oldOwner = inNamespace.sliceOwners.get(name)
    const owner = after && (before && oldOwner && sameOwner(before, after) ? oldOwner : ownerOf(after))
    if (oldOwner !== undefined && oldOwner !== owner) this.#putSlice(inNamespace, oldOwner, undefined)
    if (owner !== undefined) this.#putSlice(inNamespace, owner, after)
    inNamespace.sliceOwners = put(inNamespace.sliceOwners, name, owner)
    if (oldOwner === owner && owner !== undefined) {
      this.#move(addressesOf(before), addressesOf(after), 'slices', owner)
      return
    }
    if (oldOwner !== undefined) this.#move(addressesOf(before), [], 'slices', oldOwner)
    if (owner !== undefined) this.#move([], addressesOf(after), 'slices', owner)
  }

  #putSlice(inNamespace: Mutable<NamespaceState>, owner: SliceUser, slice: EndpointSlice | undefined): void {
    const field = owner.imported ? 'importSlices' : 'slices'
    const slices = put(inNamespace[field].get(owner.service) ?? NO_SLICES, owner.name, slice)
    inNamespace[field] = put(inNamespace[field], owner.service, slices.size === 0 ? undefined : slices)
  }

  #move<L extends keyof AddressUse>(
    before: readonly AddressKey[],
    after: readonly AddressKey[],
    list: L,
    user: AddressUse[L][number],
  ): void {
    for (const key of without(before, after)) this.#setUse(key, list, user, withoutUser)
    for (const key of without(after, before)) this.#setUse(key, list, user, withUser)
  }

  #setUse<L extends keyof AddressUse>(
    key: AddressKey,
    list: L,
    user: AddressUse[L][number],
    change: (users: AddressUse[L], user: AddressUse[L][number]) => readonly AddressUser[],
  ): void {
    const use = this.#addresses.get(key) ?? UNUSED
    const next = sharedUse({ ...use, [list]: change(use[list], user) })
    if (isUnused(next)) this.#addresses.delete(key)
    else this.#addresses.set(key, next)
  }
}

/** The state after these changes. */
export function applyChanges(base: ClusterState, changes: Iterable<ObjectChange>): ClusterState {
  const draft = new StateDraft(base)
  for (const change of changes) draft.apply(change)
  return draft.finish()
}

function put<V extends object>(map: NameMap<V>, name: string, value: V | undefined): NameMap<V> {
  return value === undefined ? map.delete(name) : map.set(name, value)
}

function finishNamespace(draft: NamespaceState): NamespaceState {
  return {
    services: draft.services.asImmutable(),
    slices: draft.slices.asImmutable(),
    pods: draft.pods.asImmutable(),
    imports: draft.imports.asImmutable(),
    importSlices: draft.importSlices.asImmutable(),
    sliceOwners: draft.sliceOwners.asImmutable(),
    others: draft.others,
  }
}

function isEmpty(inNamespace: NamespaceState): boolean {
  return Object.values(inNamespace).every((map: NameMap<object>) => map.size === 0)
}

/** The addresses by which an object is found backwards: as keys, because a source may write one address in several ways. */
function addressesOf(object: SlimObject | undefined): readonly AddressKey[] {
  const keys: AddressKey[] = []
  if (object?.kind === 'Service') addKeys(keys, object.clusterIPs)
  else if (object?.kind === 'Pod') addKeys(keys, object.podIPs ?? [])
  else if (object?.kind === 'EndpointSlice') for (const { addresses } of object.endpoints) addKeys(keys, addresses)
  return keys
}

function without(keys: readonly AddressKey[], others: readonly AddressKey[]): readonly AddressKey[] {
  if (keys.length === 0 || others.length === 0) return keys
  const left = new Set(others)
  return keys.filter((key) => !left.has(key))
}

/** Without what is no address: the `None` of a headless Service, the host names of a slice of type FQDN. */
function addKeys(keys: AddressKey[], addresses: readonly string[]): void {
  for (const address of addresses) {
    const key = addressKey(address)
    if (key !== undefined) keys.push(key)
  }
}

function sameOwner(a: EndpointSlice, b: EndpointSlice): boolean {
  return importOf(a) === importOf(b) && serviceOf(a) === serviceOf(b)
}

function ownerOf(slice: EndpointSlice): SliceUser {
  const { namespace, name } = slice
  const imported = importOf(slice)
  return imported === undefined
    ? { namespace, name, service: serviceOf(slice) }
    : { namespace, name, service: imported, imported: true }
}
