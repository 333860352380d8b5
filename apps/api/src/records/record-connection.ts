import type { PresentedZoneRecord, RecordPage } from '#libs/zone'
import { nodeIdText } from '../schema/node-id.js'
import { pageInfoOf } from '../schema/page-info.model.js'
import type { RecordConnectionModel, RecordCountModel } from './record-page.model.js'
import type { RecordNode } from './record.model.js'

const MILLISECONDS = 1000

/** A page in the shape of Relay. */
export function connectionOf(page: RecordPage, count: () => RecordCountModel): RecordConnectionModel {
  const { cluster, revision, cursors } = page
  const nodes = page.records.map((record) => recordNode(cluster, record))
  return {
    cluster,
    revision,
    edges: nodes.map((node, i) => ({ cursor: cursors[i] ?? '', node })),
    nodes,
    pageInfo: pageInfoOf(page),
    count,
  }
}

/** A record with its global id, which holds the owner name: so `node` need not look at every record to find it. */
export function recordNode(cluster: string, { id, createdAt, ...record }: PresentedZoneRecord): RecordNode {
  return {
    ...record,
    id: nodeIdText({ type: 'Record', cluster, key: [record.name, id] }),
    ...(createdAt === undefined ? {} : { createdAt: createdAt * MILLISECONDS }),
  }
}
