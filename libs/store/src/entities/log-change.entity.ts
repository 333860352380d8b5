import { EntitySchema } from 'typeorm'
import type { ColumnTypes } from './column-types.js'

/**
 * One object change of a commit. No foreign keys: it is written in one transaction with its commit and its object, and a check
 * per row would cost more than the row.
 */
export interface LogChangeRow {
  cluster_id: number
  number: number
  /** From 0, in the order of the commit. */
  position: number
  object_id: number
  /** The codec's bytes; null once pruned. */
  body: Buffer | null
  /** The digest of the body as it was first written, once it is pruned or redacted; null while the body itself tells. */
  digest: Buffer | null
}

export function logChangeEntity({ bytes }: ColumnTypes): EntitySchema<LogChangeRow> {
  return new EntitySchema<LogChangeRow>({
    name: 'log_change',
    withoutRowid: true,
    columns: {
      cluster_id: { type: 'integer', primary: true, primaryKeyConstraintName: 'pk_log_change' },
      number: { type: 'bigint', primary: true, primaryKeyConstraintName: 'pk_log_change' },
      position: { type: 'integer', primary: true, primaryKeyConstraintName: 'pk_log_change' },
      object_id: { type: 'integer' },
      body: { type: bytes, nullable: true },
      digest: { type: bytes, nullable: true },
    },
    indices: [{ name: 'ix_log_change_object', columns: ['object_id', 'number'] }],
  })
}
