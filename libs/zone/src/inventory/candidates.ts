import { addressKey, type AddressKey } from '#libs/ip-address'
import { isVisible, type ClusterState, type NamespaceState, type Scope } from '#libs/cluster-model'
import { addressOfReverseName, type DomainName } from '#libs/dns-model'
import type { ClusterView } from '../cluster-view.js'
import { matchesSelector } from '../exposure.js'
import { parseName } from '../name-grammar.js'
import { isMulticluster, matchZone } from '../zone.js'
import type { RecordFilter } from './record-filter.js'
import { firstFrom, sortedKeys } from './sorted-keys.js'

/**
 * A group of records that is produced at once. The empty namespace is the zone's own; the empty service is a namespace's pods.
 */
export interface Candidate {
  readonly namespace: string
  readonly service: string
}

/**
 * The groups that can hold records which pass the filter, in the inventory's order, from `start` on. Scope and whatever the
 * filter says about namespace, service, name, address or labels cut them down before any record is made.
 */
export function* candidates(
  view: ClusterView,
  filter: RecordFilter,
  scope: Scope,
  start: Candidate = { namespace: '', service: '' },
): Generator<Candidate> {
  const exact = exactCandidates(view, filter)
  if (exact !== undefined) {
    for (const candidate of exact.toSorted(inOrder)) {
      if (inOrder(candidate, start) >= 0 && isWanted(view.state, filter, scope, candidate)) yield candidate
    }
    return
  }
  const zoneOwn = { namespace: '', service: '' }
  if (start.namespace === '' && isWanted(view.state, filter, scope, zoneOwn)) yield zoneOwn
  const namespaces = sortedKeys(view.state.namespaces)
  for (let i = firstFrom(namespaces, start.namespace); i < namespaces.length; i++) {
    const namespace = namespaces[i] as string
    if (!isVisible(scope, namespace) || (filter.namespace !== undefined && filter.namespace !== namespace)) continue
    const services = servicesOf(view.state.namespaces.get(namespace) as NamespaceState)
    const first = namespace === start.namespace ? firstFrom(services, start.service) : 0
    for (let j = first; j < services.length; j++) {
      const candidate = { namespace, service: services[j] as string }
      if (isWanted(view.state, filter, scope, candidate)) yield candidate
    }
  }
}

/** The few groups that a name, an address or a source can be in; `undefined` when the filter names none of these. */
function exactCandidates(view: ClusterView, filter: RecordFilter): Candidate[] | undefined {
  const address = filter.address ?? (filter.name === undefined ? undefined : addressOfReverseName(filter.name))
  if (address !== undefined) return ofAddress(view.state, address)
  if (filter.name !== undefined) return ofName(view, filter.name)
  const { source } = filter
  if (source?.kind === 'Service' || source?.kind === 'ServiceImport') {
    return [{ namespace: source.namespace ?? '', service: source.name }]
  }
  if (source?.kind === 'Pod') return [{ namespace: source.namespace ?? '', service: '' }]
  if (filter.service !== undefined && filter.namespace !== undefined) {
    return [{ namespace: filter.namespace, service: filter.service }]
  }
  return undefined
}

function ofAddress(state: ClusterState, address: string): Candidate[] {
  const use = state.addresses.get(addressKey(address) as AddressKey)
  if (use === undefined) return []
  return unique([
    ...use.services.map(({ namespace, name }) => ({ namespace, service: name })),
    ...use.slices.map(({ namespace, service }) => ({ namespace, service })),
    ...use.pods.map(({ namespace }) => ({ namespace, service: '' })),
  ])
}

function ofName(view: ClusterView, name: DomainName): Candidate[] {
  return unique(
    view.zone.stanzas.flatMap((stanza) => {
      const zone = matchZone(stanza, name)
      if (zone === undefined) return []
      const meaning = parseName(name, zone, { multicluster: isMulticluster(stanza, zone), zonal: stanza.plugin.zonal })
      switch (meaning.kind) {
        case 'service':
          return [{ namespace: meaning.namespace, service: meaning.service }]
        case 'pod':
          return [{ namespace: meaning.namespace, service: '' }]
        default:
          return [{ namespace: '', service: '' }]
      }
    }),
  )
}

function isWanted(state: ClusterState, filter: RecordFilter, scope: Scope, { namespace, service }: Candidate): boolean {
  if (!isVisible(scope, namespace)) return false
  if (filter.namespace !== undefined && filter.namespace !== namespace) return false
  if (filter.service !== undefined && filter.service !== service) return false
  if (filter.labels === undefined) return true
  const inNamespace = state.namespaces.get(namespace)
  const object = inNamespace?.services.get(service) ?? inNamespace?.imports.get(service)
  return object !== undefined && matchesSelector(filter.labels, object.labels)
}

const groups = new WeakMap<NamespaceState, readonly string[]>()

/** The empty name for the pods, then Services and ServiceImports by name. */
function servicesOf(inNamespace: NamespaceState): readonly string[] {
  let names = groups.get(inNamespace)
  if (names === undefined) {
    const pods = inNamespace.pods.size > 0 ? [''] : []
    const services = sortedKeys(inNamespace.services)
    const imports = [...inNamespace.imports.keys()].filter((name) => !inNamespace.services.has(name))
    names = imports.length === 0 ? [...pods, ...services] : [...pods, ...[...services, ...imports].toSorted()]
    groups.set(inNamespace, names)
  }
  return names
}

function unique(list: readonly Candidate[]): Candidate[] {
  return [...new Map(list.map((candidate) => [`${candidate.namespace}/${candidate.service}`, candidate])).values()]
}

function inOrder(a: Candidate, b: Candidate): number {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1
  return a.service === b.service ? 0 : a.service < b.service ? -1 : 1
}
