import { addressKey, keyText, type AddressKey } from '#libs/ip-address'
import {
  NameMap,
  sameValue,
  type ClusterState,
  type Endpoint,
  type EndpointSlice,
  type NamespaceState,
  type Pod,
  type SlicesByName,
} from '#libs/cluster-model'
import type { RecordType } from '#libs/dns-model'
import { dashedAddress, LIKE_AN_ADDRESS } from '../endpoint-names.js'
import { isHeadless } from '../look-up.js'
import { hasAnyName } from '../slice-survey.js'
import type { RecordGroup } from './record-group.js'

/** A part of a group: the records of these addresses, and those under these endpoint names. */
export class Focus {
  readonly addresses = new Set<AddressKey>()
  readonly names = new Set<string>()

  addKey(key: AddressKey): void {
    this.addresses.add(key)
  }

  addAddress(address: string): void {
    const key = addressKey(address)
    if (key === undefined) return
    this.addresses.add(key)
    this.names.add(dashedAddress(address, false)).add(dashedAddress(address, true))
  }

  addEndpoint({ addresses, hostname, target }: Endpoint): void {
    for (const address of addresses) this.addAddress(address)
    if (hostname !== undefined) this.#addName(hostname)
    if (target !== undefined) this.#addName(target.name)
  }

  /** A hostname may look like the name that an address gives: then the two share an owner name. */
  #addName(name: string): void {
    this.names.add(name)
    if (!LIKE_AN_ADDRESS.test(name)) return
    const key = addressKey(name.replaceAll('-', '.')) ?? addressKey(name.replaceAll('-', ':'))
    if (key !== undefined) this.addresses.add(key)
  }
}

/** A group of records: as a whole, or only what the focus names, or records of some types. */
export interface FocusedGroup extends RecordGroup {
  readonly focus?: Focus
  readonly types?: ReadonlySet<RecordType>
}

/** The endpoints that differ between two forms of a slice: all of both where the difference is in what they share. */
export function changedEndpoints(before: EndpointSlice | undefined, after: EndpointSlice | undefined): Endpoint[] {
  const [old, now] = [before?.endpoints ?? [], after?.endpoints ?? []]
  const comparable = before !== undefined && after !== undefined && shares(before, after)
  if (!comparable) return [...old, ...now]
  const byAddress = new Map(old.map((endpoint) => [endpoint.addresses.join(), endpoint]))
  const changed: Endpoint[] = []
  for (const endpoint of now) {
    const key = endpoint.addresses.join()
    const known = byAddress.get(key)
    // One that stands twice under its addresses counts as changed the second time.
    byAddress.delete(key)
    if (known === endpoint || sameValue(known, endpoint)) continue
    changed.push(endpoint, ...(known === undefined ? [] : [known]))
  }
  return [...changed, ...byAddress.values()]
}

function shares(a: EndpointSlice, b: EndpointSlice): boolean {
  return a.addressType === b.addressType && sameValue(a.ports, b.ports) && sameValue(a.labels, b.labels)
}

/**
 * The state with nothing of one group but what the focus names: its records there differ between two views just as all of them do,
 * and cost what changed instead of what stands. A group whose records do not come from its endpoints alone stays whole.
 */
export function focused(state: ClusterState, { namespace, service }: RecordGroup, focus: Focus): ClusterState {
  const inNamespace = state.namespaces.get(namespace)
  if (inNamespace === undefined) return state
  const next =
    service === '' ? withFewPods(state, namespace, inNamespace, focus) : withFewSlices(state, namespace, service, focus)
  return next === undefined ? state : { ...state, namespaces: state.namespaces.set(namespace, next) }
}

function withFewPods(
  state: ClusterState,
  namespace: string,
  inNamespace: NamespaceState,
  { addresses }: Focus,
): NamespaceState {
  const users = [...addresses].flatMap((key) => state.addresses.get(key)?.pods ?? [])
  const pods = users
    .filter((user) => user.namespace === namespace)
    .map(({ name }): [string, Pod] => [name, inNamespace.pods.get(name) as Pod])
  return { ...inNamespace, pods: NameMap.of(pods) }
}

function withFewSlices(
  state: ClusterState,
  namespace: string,
  service: string,
  focus: Focus,
): NamespaceState | undefined {
  const inNamespace = state.namespaces.get(namespace) as NamespaceState
  const object = inNamespace.services.get(service)
  const imported = inNamespace.imports.get(service)
  if (object !== undefined && !isHeadless(object)) return undefined
  if (imported !== undefined && imported.type !== 'Headless') return undefined
  const users = [...focus.addresses].flatMap((key) => state.addresses.get(key)?.slices ?? [])
  const withAddress = new Set(users.filter((user) => user.namespace === namespace).map(({ name }) => name))
  const few = (all: NamespaceState['slices']): NamespaceState['slices'] => {
    const slices = all.get(service)
    return slices === undefined ? all : all.set(service, fewEndpoints(slices, withAddress, focus))
  }
  return { ...inNamespace, slices: few(inNamespace.slices), importSlices: few(inNamespace.importSlices) }
}

/** Most slices of a large Service have nothing to do with a change, and are passed over as a whole. */
function fewEndpoints(slices: SlicesByName, withAddress: ReadonlySet<string>, focus: Focus): SlicesByName {
  const texts = new Set([...focus.addresses].map(keyText))
  const few: [string, EndpointSlice][] = []
  for (const [name, slice] of slices) {
    if (slices.size > 1 && !withAddress.has(name) && !hasAnyName(slice, focus.names)) continue
    const endpoints = slice.endpoints.filter((endpoint) => isInFocus(endpoint, focus, texts))
    if (endpoints.length > 0) few.push([name, { ...slice, endpoints }])
  }
  return NameMap.of(few)
}

function isInFocus({ addresses, hostname, target }: Endpoint, focus: Focus, texts: ReadonlySet<string>): boolean {
  if (hostname !== undefined && focus.names.has(hostname)) return true
  if (target !== undefined && focus.names.has(target.name)) return true
  return addresses.some((address) => texts.has(address) || isOtherSpelling(address, focus))
}

/** An address that is not written in its canonical form. IPv4 has no other. */
function isOtherSpelling(address: string, { addresses }: Focus): boolean {
  return address.includes(':') && addresses.has(addressKey(address) as AddressKey)
}
