import type { ClusterState, NamespaceState, Scope } from '#libs/cluster-model'
import type { ClusterView } from '../cluster-view.js'
import { opaqueGroups } from './addressed-groups.js'
import { rangeOf } from './address-range.js'
import { branchesOf, isCountable, networkOf, type Branch } from './branches.js'
import { branchesIn, candidates, hasLabels, reachesZone, visibleNamespaces } from './candidates.js'
import { contestedGroups } from './contested-groups.js'
import type { FocusedGroup } from './focus.js'
import { recordsOf } from './group-records.js'
import { mayGive } from './group-types.js'
import { passes, type RecordFilter } from './record-filter.js'
import { ZONE_GROUP } from './record-group.js'
import { inOrder } from './record-order.js'
import { surveysOf } from './surveys.js'

/**
 * How many records pass. Most filters are counted by arithmetic, exactly and whatever the number; of records that must be made to
 * be counted, no more than about `limit` are: beyond that the count is a lower bound, and not exact.
 */
export function countRecords(
  view: ClusterView,
  filter: RecordFilter,
  scope: Scope,
  limit: number,
): { readonly count: number; readonly exact: boolean } {
  const { tallied, groups } = planCount(view, filter, scope)
  let count = tallied
  let made = 0
  for (const group of groups) {
    if (made > limit) return { count, exact: false }
    const records = recordsOf(view, group)
    made += records.length
    count += inOrder(records.filter((record) => passes(filter, record))).length
  }
  return { count, exact: true }
}

/** What is counted without a record made, and the groups whose records must be. */
export function planCount(
  view: ClusterView,
  filter: RecordFilter,
  scope: Scope,
): { readonly tallied: number; readonly groups: Iterable<FocusedGroup> } {
  const branches = branchesOf(view.zone, filter)
  // One address is found sooner than the surveys are looked through.
  if (!isCountable(view.zone) || branches.some(({ isWhole }) => !isWhole) || filter.address !== undefined) {
    return { tallied: 0, groups: candidates(view, filter, scope) }
  }
  const groups: FocusedGroup[] = reachesZone(branches, scope) ? [ZONE_GROUP] : []
  let tallied = 0
  for (const namespace of visibleNamespaces(view.state, scope)) {
    const here = branchesIn(view.state, branches, namespace)
    if (here.length === 0) continue
    const inNamespace = view.state.namespaces.get(namespace) as NamespaceState
    const odd = oddGroups(view.state, here, namespace)
    for (const branch of here) tallied += tally(branch, inNamespace, filter, odd)
    for (const service of odd) {
      const isReached = here.some((branch) => mayGive(branch, inNamespace, service))
      if (isReached && hasLabels(inNamespace, service, filter)) groups.push({ namespace, service })
    }
  }
  return { tallied, groups }
}

/** The groups of a namespace that no survey tells of. */
function oddGroups(state: ClusterState, branches: readonly Branch[], namespace: string): ReadonlySet<string> {
  const inNamespace = state.namespaces.get(namespace) as NamespaceState
  const odd = new Set<string>()
  for (const branch of branches) {
    for (const name of opaqueGroups(branch, inNamespace)) odd.add(name)
    for (const { irregular, groups } of surveysOf(branch, inNamespace)) {
      for (const group of irregular) odd.add(groups[group] as string)
    }
    if (!branch.types.includes('PTR')) continue
    for (const name of contestedGroups(state).get(namespace) ?? []) odd.add(name)
  }
  return odd
}

function tally(branch: Branch, inNamespace: NamespaceState, filter: RecordFilter, odd: ReadonlySet<string>): number {
  const { service, types } = branch
  const network = networkOf(branch)
  const isAll = service === undefined && filter.labels === undefined && odd.size === 0
  const range = network && rangeOf(network)
  let count = 0
  for (const { groups, addresses, cname, srv } of surveysOf(branch, inNamespace)) {
    const isCounted = (name: string): boolean =>
      (service === undefined || service === name) && !odd.has(name) && hasLabels(inNamespace, name, filter)
    const counted = isAll ? undefined : groups.map(isCounted)
    for (const family of ['IPv4', 'IPv6'] as const) {
      if (network !== undefined && network.family !== family) continue
      const column = addresses[family]
      const forward = types.includes(family === 'IPv4' ? 'A' : 'AAAA')
      const reverse = types.includes('PTR')
      column.forEachIn(range, (entry) => {
        if (counted !== undefined && counted[column.groups[entry] as number] !== true) return
        if (forward) count += column.forward[entry] as number
        if (reverse) count += column.reverse[entry] as number
      })
    }
    for (const [type, numbers] of [
      ['CNAME', cname],
      ['SRV', srv],
    ] as const) {
      if (!types.includes(type)) continue
      for (let group = 0; group < numbers.length; group++) {
        if (counted === undefined || counted[group] === true) count += numbers[group] as number
      }
    }
  }
  return count
}
