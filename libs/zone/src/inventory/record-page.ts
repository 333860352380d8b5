import { PageCursors, revisionText, type Scope } from '#libs/cluster-model'
import { dataText, type PresentedRecord } from '#libs/dns-model'
import type { ClusterView } from '../cluster-view.js'
import type { ZoneRecord } from '../zone-record.js'
import { listRecords } from './list-records.js'
import type { RecordFilter } from './record-filter.js'
import { recordId } from './record-id.js'
import { placeOf, type RecordPlace } from './record-order.js'

/** One record of the inventory for people and programs. */
export interface PresentedZoneRecord extends PresentedRecord, Omit<ZoneRecord, 'data'> {
  /** Content-derived and stable: see `recordId`. */
  readonly id: string
}

/** One page of the inventory, pinned to a revision. JSON-able. */
export interface RecordPage {
  readonly cluster: string
  readonly revision: string
  readonly records: readonly PresentedZoneRecord[]
  /** Where each record stands, for Relay edges: as many as records. */
  readonly cursors: readonly string[]
  readonly endCursor?: string
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

export interface PageRequest {
  /** 1 or more. */
  readonly first: number
  /** A cursor of an earlier page. */
  readonly after?: string | undefined
}

/**
 * The page of records after a cursor. The view must be the one that the cursor is pinned to (`cursorRevision`).
 * @throws NamescopeError `invalid-cursor` for a text that is no cursor, or one of another revision, cluster or scope
 */
export function pageRecords(
  view: ClusterView,
  filter: RecordFilter,
  scope: Scope,
  { first, after }: PageRequest,
): RecordPage {
  const { cluster } = view.revision
  const places = new PageCursors<RecordPlace>(view.revision, scope, 5)
  const start = after === undefined ? undefined : places.placeOf(after)
  const records: ZoneRecord[] = []
  let hasNextPage = false
  for (const record of listRecords(view, filter, scope, start)) {
    if (records.length === first) {
      hasNextPage = true
      break
    }
    records.push(record)
  }
  const cursors = records.map((record) => places.at(placeOf(record)))
  const endCursor = cursors.at(-1)
  return {
    cluster,
    revision: revisionText(view.revision),
    records: records.map((record) => presentZoneRecord(cluster, record)),
    cursors,
    ...(endCursor === undefined ? undefined : { endCursor }),
    hasNextPage,
    hasPreviousPage: start !== undefined,
  }
}

/** The record with its id and its RDATA in both forms. */
export function presentZoneRecord(cluster: string, record: ZoneRecord): PresentedZoneRecord {
  const { data, name, ttl, ...rest } = record
  return { id: recordId(cluster, record), name, type: data.type, ttl, data: dataText(data), rdata: data, ...rest }
}
