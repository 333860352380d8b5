import type { ClusterView } from '../cluster-view.js'
import type { ZoneRecord } from '../zone-record.js'
import { apexRecords } from './apex-records.js'
import { focused, type FocusedGroup } from './focus.js'
import { podRecords } from './pod-records.js'
import { serviceRecords } from './service-records.js'

/** The records of one group, in no particular order: at least those of its focus and of its types. */
export function recordsOf({ state, zone }: ClusterView, group: FocusedGroup): ZoneRecord[] {
  const { namespace, service, focus, types } = group
  if (namespace === '') return apexRecords(zone)
  const part = focus === undefined ? state : focused(state, group, focus)
  // SRV weights are counted over all endpoints, whatever the focus.
  return service === '' ? podRecords(part, zone, namespace) : serviceRecords(part, zone, group, state, types)
}
