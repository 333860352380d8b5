import { EntitySchema } from 'typeorm'
import type { ColumnTypes } from './column-types.js'

/** The whole state at a commit. The row is written after its parts: parts without it are of a checkpoint that was not finished. */
export interface CheckpointRow {
  cluster_id: number
  number: number
  /** How many parts it has. */
  parts: number
  /** Bytes of all parts. */
  size: number
  /** Milliseconds since 1970. */
  created_at: number
}

export function checkpointEntity(): EntitySchema<CheckpointRow> {
  return new EntitySchema<CheckpointRow>({
    name: 'checkpoint',
    columns: {
      cluster_id: { type: 'integer', primary: true, primaryKeyConstraintName: 'pk_checkpoint' },
      number: { type: 'bigint', primary: true, primaryKeyConstraintName: 'pk_checkpoint' },
      parts: { type: 'integer' },
      size: { type: 'bigint' },
      created_at: { type: 'bigint' },
    },
    foreignKeys: [
      {
        name: 'fk_checkpoint_commit',
        target: 'log_commit',
        columnNames: ['cluster_id', 'number'],
        referencedColumnNames: ['cluster_id', 'number'],
      },
    ],
  })
}

/** One chunk of a checkpoint. */
export interface CheckpointPartRow {
  cluster_id: number
  number: number
  /** From 0. */
  part: number
  /** The codec's bytes. */
  body: Buffer
}

export function checkpointPartEntity({ bytes }: ColumnTypes): EntitySchema<CheckpointPartRow> {
  return new EntitySchema<CheckpointPartRow>({
    name: 'checkpoint_part',
    columns: {
      cluster_id: { type: 'integer', primary: true, primaryKeyConstraintName: 'pk_checkpoint_part' },
      number: { type: 'bigint', primary: true, primaryKeyConstraintName: 'pk_checkpoint_part' },
      part: { type: 'integer', primary: true, primaryKeyConstraintName: 'pk_checkpoint_part' },
      body: { type: bytes },
    },
  })
}
