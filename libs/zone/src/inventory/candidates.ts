import { isVisible, type ClusterState, type NamespaceState, type Scope } from '#libs/cluster-model'
import type { ClusterView } from '../cluster-view.js'
import { isExposed, isListed, matchesSelector } from '../exposure.js'
import { AddressedGroups, type Users } from './addressed-groups.js'
import { branchesOf, type Branch } from './branches.js'
import { Focus, type FocusedGroup } from './focus.js'
import { mayGive } from './group-types.js'
import { groupNames } from './group-names.js'
import type { RecordFilter } from './record-filter.js'
import { ZONE_GROUP, type RecordGroup } from './record-group.js'
import { firstFrom, sortedKeys } from './sorted-keys.js'

/** Beyond so many addresses a group is made as a whole: to pick them out would cost more than the records. */
const LARGEST_FOCUS = 64

/**
 * The groups that can hold records which pass the filter, in the inventory's order, from `start` on. Scope and whatever the
 * filter says about names, types, addresses, sources or labels cut them down before any record is made.
 */
export function* candidates(
  view: ClusterView,
  filter: RecordFilter,
  scope: Scope,
  start: RecordGroup = ZONE_GROUP,
): Generator<FocusedGroup> {
  const branches = branchesOf(view.zone, filter)
  if (branches.length === 0) return
  if (start.namespace === '' && reachesZone(branches, scope)) yield ZONE_GROUP
  const addressed = new AddressedGroups(view.state)
  for (const namespace of visibleNamespaces(view.state, scope, start.namespace)) {
    const here = branchesIn(view.state, branches, namespace)
    if (here.length === 0) continue
    const first = namespace === start.namespace ? start.service : ''
    yield* groupsIn(view, namespace, here, filter, addressed, first)
  }
}

/** True when the branches reach the zone's own records, which lie in no namespace. */
export function reachesZone(branches: readonly Branch[], scope: Scope): boolean {
  return (
    isVisible(scope, '') && branches.some(({ kinds, namespace }) => namespace === undefined && kinds.includes('zone'))
  )
}

/** The namespaces that the caller may see, by name, from one on. */
export function* visibleNamespaces({ namespaces }: ClusterState, scope: Scope, start = ''): Generator<string> {
  const names = sortedKeys(namespaces)
  for (let i = firstFrom(names, start); i < names.length; i++) {
    const name = names[i] as string
    if (isVisible(scope, name)) yield name
  }
}

/** The branches that reach a namespace, and under which it exists. */
export function branchesIn(state: ClusterState, branches: readonly Branch[], namespace: string): Branch[] {
  return branches.filter(({ stanza, origin, namespace: wanted = namespace }) => {
    if (wanted !== namespace) return false
    // Reverse names follow `namespaces` alone, as in CoreDNS.
    return stanza.reverseZones.has(origin) ? isListed(stanza, namespace) : isExposed(state, stanza, namespace)
  })
}

function* groupsIn(
  view: ClusterView,
  namespace: string,
  branches: readonly Branch[],
  filter: RecordFilter,
  addressed: AddressedGroups,
  first: string,
): Generator<FocusedGroup> {
  const inNamespace = view.state.namespaces.get(namespace) as NamespaceState
  const places = branches.map((branch) => ({ branch, users: addressed.in(branch, namespace) }))
  const types = new Set(branches.flatMap((branch) => branch.types))
  const names = groupNames(inNamespace)
  for (let i = firstFrom(names, first); i < names.length; i++) {
    const service = names[i] as string
    if (!hasLabels(inNamespace, service, filter)) continue
    const reached = places.filter(
      ({ branch, users }) => (users === undefined || users.has(service)) && mayGive(branch, inNamespace, service),
    )
    if (reached.length === 0) continue
    const focus = focusOf(view.state, { namespace, service }, filter, reached)
    yield { namespace, service, types, ...(focus && { focus }) }
  }
}

/** Labels are those of the Service or ServiceImport. */
export function hasLabels(inNamespace: NamespaceState, service: string, { labels }: RecordFilter): boolean {
  if (labels === undefined) return true
  const object = inNamespace.services.get(service) ?? inNamespace.imports.get(service)
  return object !== undefined && matchesSelector(labels, object.labels)
}

interface Reached {
  readonly branch: Branch
  readonly users: Users | undefined
}

/** The few addresses or the endpoint that the records are of; `undefined` when they are not known to be few. */
function focusOf(
  state: ClusterState,
  { namespace, service }: RecordGroup,
  { source }: RecordFilter,
  reached: readonly Reached[],
): Focus | undefined {
  const focus = new Focus()
  if (source?.kind === 'Pod') {
    const pod = state.namespaces.get(namespace)?.pods.get(source.name)
    for (const address of pod?.podIPs ?? []) focus.addAddress(address)
    return focus
  }
  for (const { branch, users } of reached) {
    const keys = users?.get(service)
    if (branch.endpoint !== undefined) focus.addEndpoint({ addresses: [], hostname: branch.endpoint })
    else if (keys === undefined) return undefined
    else for (const key of keys) focus.addKey(key)
  }
  return focus.addresses.size > LARGEST_FOCUS ? undefined : focus
}
