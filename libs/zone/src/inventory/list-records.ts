import type { ClusterState, Scope } from '#libs/cluster-model'
import type { ClusterView } from '../cluster-view.js'
import type { ZoneRecord } from '../zone-record.js'
import { apexRecords } from './apex-records.js'
import { candidates, type Candidate } from './candidates.js'
import { podRecords } from './pod-records.js'
import { passes, type RecordFilter } from './record-filter.js'
import { comparePlaces, inOrder, placeOf, type RecordPlace } from './record-order.js'
import { serviceRecords } from './service-records.js'

/**
 * The cluster's records that pass the filter and that the caller may see, in the inventory's order (namespace, service, owner
 * name, type, data), after a place if one is given. Records are made group by group as they are taken.
 */
export function* listRecords(
  view: ClusterView,
  filter: RecordFilter,
  scope: Scope,
  after?: RecordPlace,
): Generator<ZoneRecord> {
  const start = after && { namespace: after[0], service: after[1] }
  for (const candidate of candidates(view, filter, scope, start)) {
    for (const record of inOrder(recordsOf(view, candidate).filter((found) => passes(filter, found)))) {
      if (after === undefined || comparePlaces(placeOf(record), after) > 0) yield record
    }
  }
}

/**
 * The records of one group, in no particular order.
 * @param whole The state in which SRV weights are counted, where the view's own holds only a part of the group.
 */
export function recordsOf(
  { state, zone }: ClusterView,
  { namespace, service }: Candidate,
  whole: ClusterState = state,
): ZoneRecord[] {
  if (namespace === '') return apexRecords(zone)
  return service === '' ? podRecords(state, zone, namespace) : serviceRecords(state, zone, namespace, service, whole)
}

/** How many records pass, counted up to a limit: beyond it the count is not exact, and says so. */
export function countRecords(
  view: ClusterView,
  filter: RecordFilter,
  scope: Scope,
  limit: number,
): { readonly count: number; readonly exact: boolean } {
  let count = 0
  for (const candidate of candidates(view, filter, scope)) {
    for (const record of recordsOf(view, candidate)) if (passes(filter, record)) count++
    if (count > limit) return { count: limit, exact: false }
  }
  return { count, exact: true }
}
