import type { Scope } from '#libs/cluster-model'
import type { ClusterView } from '../cluster-view.js'
import type { ZoneRecord } from '../zone-record.js'
import { candidates } from './candidates.js'
import { recordsOf } from './group-records.js'
import { passes, type RecordFilter } from './record-filter.js'
import { comparePlaces, inOrder, placeOf, type RecordPlace } from './record-order.js'

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
  for (const group of candidates(view, filter, scope, start)) {
    for (const record of inOrder(recordsOf(view, group).filter((found) => passes(filter, found)))) {
      if (after === undefined || comparePlaces(placeOf(record), after) > 0) yield record
    }
  }
}
