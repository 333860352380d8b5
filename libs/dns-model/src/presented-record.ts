import type { ResourceRecord } from './answer.js'
import type { DomainName } from './domain-name.js'
import { dataText, type RecordData } from './record-data.js'
import type { RecordType } from './record-type.js'

/** A record as people and programs read it over REST, GraphQL and the CLI: RDATA as text and as fields. */
export interface PresentedRecord {
  readonly name: DomainName
  readonly type: RecordType
  /** Seconds. */
  readonly ttl: number
  /** RDATA in presentation form: `10.96.0.10`, `0 100 80 web.default.svc.cluster.local.`. */
  readonly data: string
  readonly rdata: RecordData
  readonly namespace?: string
}

/** The record with its RDATA in both forms. */
export function presentRecord({ name, ttl, data, namespace }: ResourceRecord): PresentedRecord {
  const presented = { name, type: data.type, ttl, data: dataText(data), rdata: data }
  return namespace === undefined ? presented : { ...presented, namespace }
}
