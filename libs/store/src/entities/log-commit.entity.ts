import { EntitySchema } from 'typeorm'
import type { ColumnTypes } from './column-types.js'

/** One commit. Numbers never repeat within a cluster, whatever the epoch, because an epoch goes on from the last durable one. */
export interface LogCommitRow {
  cluster_id: number
  number: number
  epoch: number
  kind: string
  /** Milliseconds since 1970. */
  observed_at: number
  /** How many changes it has. */
  changes: number
  /** The codec's bytes. */
  header: Buffer
  /** The chain up to and with this commit: 32 octets. */
  digest: Buffer
}

export function logCommitEntity({ bytes }: ColumnTypes): EntitySchema<LogCommitRow> {
  return new EntitySchema<LogCommitRow>({
    name: 'log_commit',
    withoutRowid: true,
    columns: {
      cluster_id: { type: 'integer', primary: true, primaryKeyConstraintName: 'pk_log_commit' },
      number: { type: 'bigint', primary: true, primaryKeyConstraintName: 'pk_log_commit' },
      epoch: { type: 'integer' },
      kind: { type: 'text' },
      observed_at: { type: 'bigint' },
      changes: { type: 'integer' },
      header: { type: bytes },
      digest: { type: bytes },
    },
    indices: [{ name: 'ix_log_commit_observed', columns: ['cluster_id', 'epoch', 'observed_at', 'number'] }],
    foreignKeys: [
      {
        name: 'fk_log_commit_epoch',
        target: 'epoch',
        columnNames: ['cluster_id', 'epoch'],
        referencedColumnNames: ['cluster_id', 'epoch'],
      },
    ],
  })
}
