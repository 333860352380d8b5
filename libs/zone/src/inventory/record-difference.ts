import { changesBetween, isVisible, type Scope } from '#libs/cluster-model'
import type { DomainName, RecordType } from '#libs/dns-model'
import type { ClusterView, RecordDelta } from '../cluster-view.js'
import type { ZoneRecord } from '../zone-record.js'
import { recordsOf } from './group-records.js'
import { recordKey } from './record-id.js'
import { comparePlaces, inOrder, placeOf } from './record-order.js'
import { presentZoneRecord, type PresentedZoneRecord } from './record-page.js'
import { touchedGroups } from './touched-groups.js'

/** What differs at one owner name and type between two views. Records that stay are not listed. */
export interface RecordDifference {
  readonly name: DomainName
  readonly type: RecordType
  readonly namespace?: string
  readonly removed: readonly PresentedZoneRecord[]
  readonly added: readonly PresentedZoneRecord[]
}

/**
 * The records that differ between two views of a cluster, in the inventory's order. What the views share is not looked at.
 */
export function recordDifference(before: ClusterView, after: ClusterView, scope: Scope): RecordDifference[] {
  return deltaRecords({ before, after, changes: changesBetween(before.state, after.state) }, scope)
}

/**
 * The records that a commit changed, in the inventory's order. SRV priority and weight do not count, they follow from the number
 * of endpoints; a TTL does.
 */
export function deltaRecords(delta: RecordDelta, scope: Scope): RecordDifference[] {
  const { before, after } = delta
  const removed: ZoneRecord[] = []
  const added: ZoneRecord[] = []
  for (const group of touchedGroups(delta)) {
    if (!isVisible(scope, group.namespace)) continue
    const old = byKey(recordsOf(before, group))
    const now = byKey(recordsOf(after, group))
    for (const [key, record] of old) if (now.get(key)?.ttl !== record.ttl) removed.push(record)
    for (const [key, record] of now) if (old.get(key)?.ttl !== record.ttl) added.push(record)
  }
  return grouped(after.revision.cluster, removed, added)
}

function byKey(records: readonly ZoneRecord[]): Map<string, ZoneRecord> {
  return new Map(inOrder(records).map((record) => [recordKey(record), record]))
}

function grouped(cluster: string, removed: readonly ZoneRecord[], added: readonly ZoneRecord[]): RecordDifference[] {
  const all = [...removed.map((record) => sided(record, 'removed')), ...added.map((record) => sided(record, 'added'))]
  all.sort((a, b) => comparePlaces(a.place, b.place))
  const differences = new Map<string, Gathering>()
  for (const { record, side } of all) {
    const { name, data, namespace } = record
    const key = `${name} ${data.type}`
    let difference = differences.get(key)
    if (difference === undefined) {
      difference = {
        name,
        type: data.type,
        ...(namespace === undefined ? undefined : { namespace }),
        removed: [],
        added: [],
      }
      differences.set(key, difference)
    }
    difference[side].push(presentZoneRecord(cluster, record))
  }
  return [...differences.values()]
}

interface Gathering extends RecordDifference {
  readonly removed: PresentedZoneRecord[]
  readonly added: PresentedZoneRecord[]
}

function sided<S extends 'removed' | 'added'>(record: ZoneRecord, side: S) {
  return { record, side, place: placeOf(record) }
}
