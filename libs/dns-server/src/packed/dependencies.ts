import {
  importOf,
  sameValue,
  serviceOf,
  type Endpoint,
  type EndpointSlice,
  type ObjectChange,
  type Pod,
  type Service,
  type SlimObject,
} from '#libs/cluster-model'
import { addressOfReverseName, nameKey, type Question } from '#libs/dns-model'
import { canonicalAddress } from '#libs/ip-address'
import { isMulticluster, matchZone, parseName, type ClusterView, type NameMeaning, type Stanza } from '#libs/zone'
import { DEPENDENCY_GROUPS, EVERYTHING } from './table-memory.js'

const WILDCARDS: readonly string[] = ['*', 'any']

/**
 * The groups of objects that the answer to a question rests on; `[EVERYTHING]` where the name does not tell which. A name of a
 * Service rests on its Namespace and on the Service with its slices, one of an address on what has that address.
 */
export function dependenciesOf(view: ClusterView, { name, type }: Question): readonly number[] {
  const key = nameKey(name)
  const groups = new Set<number>()
  for (const stanza of view.zone.stanzas) {
    const zone = matchZone(stanza, key)
    if (zone === undefined) continue
    if (type === 'NS') return [EVERYTHING]
    const address = addressOfReverseName(key)
    if (address !== undefined) groups.add(addressGroup(address))
    if (stanza.reverseZones.has(zone)) continue
    const grammar = { multicluster: isMulticluster(stanza, zone), zonal: stanza.plugin.zonal }
    const found = groupsOf(parseName(key, zone, grammar), view, stanza)
    if (found === undefined) return [EVERYTHING]
    for (const group of found) groups.add(group)
  }
  return [...groups]
}

/** `undefined` when the meaning leads to objects that it does not name. */
function groupsOf(meaning: NameMeaning, { state }: ClusterView, { rules }: Stanza): readonly number[] | undefined {
  switch (meaning.kind) {
    case 'node':
    case 'dns-version':
    case 'unknown':
      return []
    case 'name-server':
      return undefined
    case 'namespace':
      return [namespaceGroup(meaning.namespace)]
    case 'pod': {
      const { label, namespace } = meaning
      const address = canonicalAddress(label.replaceAll('-', '.')) ?? canonicalAddress(label.replaceAll('-', ':'))
      return address === undefined ? [namespaceGroup(namespace)] : [namespaceGroup(namespace), addressGroup(address)]
    }
    case 'service': {
      const { namespace, service } = meaning
      const leadsOn = state.namespaces.get(namespace)?.services.get(service)?.type === 'ExternalName'
      if (leadsOn || (rules.wildcards && WILDCARDS.includes(service))) return undefined
      return [namespaceGroup(namespace), serviceGroup(namespace, service)]
    }
  }
}

/** The groups that these changes touch. */
export function groupsTouched(changes: readonly ObjectChange[]): Set<number> {
  const groups = new Set<number>()
  for (const { before, after } of changes) {
    const object = (after ?? before) as SlimObject
    switch (object.kind) {
      case 'Namespace':
        groups.add(namespaceGroup(object.name))
        break
      case 'Service':
        groups.add(serviceGroup(object.namespace, object.name))
        addAddresses(groups, (before as Service | undefined)?.clusterIPs)
        addAddresses(groups, (after as Service | undefined)?.clusterIPs)
        break
      case 'ServiceImport':
        groups.add(serviceGroup(object.namespace, object.name))
        break
      case 'EndpointSlice':
        addSlice(groups, before as EndpointSlice | undefined, after as EndpointSlice | undefined)
        break
      case 'Pod':
        addAddresses(groups, (before as Pod | undefined)?.podIPs)
        addAddresses(groups, (after as Pod | undefined)?.podIPs)
        break
      default:
        break
    }
  }
  return groups
}

function addSlice(groups: Set<number>, before: EndpointSlice | undefined, after: EndpointSlice | undefined): void {
  for (const slice of [before, after]) {
    if (slice === undefined) continue
    for (const owner of [serviceOf(slice), importOf(slice)]) {
      if (owner !== undefined) groups.add(serviceGroup(slice.namespace, owner))
    }
  }
  const isSameButEndpoints =
    before !== undefined && after !== undefined && sameValue({ ...before, endpoints: [] }, { ...after, endpoints: [] })
  const former = isSameButEndpoints ? before.endpoints : []
  const present = isSameButEndpoints ? after.endpoints : [...(before?.endpoints ?? []), ...(after?.endpoints ?? [])]
  addDifferent(groups, former, present)
  addDifferent(groups, present, former)
}

/** The addresses of endpoints that are not among the others. */
function addDifferent(groups: Set<number>, endpoints: readonly Endpoint[], others: readonly Endpoint[]): void {
  const byAddress = new Map<string, Endpoint[]>()
  for (const other of others) {
    const address = other.addresses[0] ?? ''
    const same = byAddress.get(address)
    if (same === undefined) byAddress.set(address, [other])
    else same.push(other)
  }
  for (const endpoint of endpoints) {
    const candidates = byAddress.get(endpoint.addresses[0] ?? '') ?? []
    if (!candidates.some((other) => sameValue(other, endpoint))) addAddresses(groups, endpoint.addresses)
  }
}

function addAddresses(groups: Set<number>, addresses: readonly string[] = []): void {
  for (const text of addresses) {
    const address = canonicalAddress(text)
    if (address !== undefined) groups.add(addressGroup(address))
  }
}

function namespaceGroup(namespace: string): number {
  return groupOf(`n/${namespace}`)
}

function serviceGroup(namespace: string, service: string): number {
  return groupOf(`s/${namespace}/${service}`)
}

function addressGroup(address: string): number {
  return groupOf(`a/${address}`)
}

/** Never that of everything. */
function groupOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 16)) & (DEPENDENCY_GROUPS - 1) || 1
}
