import { EntitySchema } from 'typeorm'

/** One run of one writer. Every transaction that appends moves `last_number` of its own open epoch, or fails: the fence. */
export interface EpochRow {
  cluster_id: number
  epoch: number
  /** The last durable number when the epoch began; its own start after it. */
  base_number: number
  /** The last durable number so far. */
  last_number: number
  /** Milliseconds since 1970. */
  began_at: number
  /** When the next epoch began; null for the open one. */
  ended_at: number | null
}

export function epochEntity(): EntitySchema<EpochRow> {
  return new EntitySchema<EpochRow>({
    name: 'epoch',
    columns: {
      cluster_id: { type: 'integer', primary: true, primaryKeyConstraintName: 'pk_epoch' },
      epoch: { type: 'integer', primary: true, primaryKeyConstraintName: 'pk_epoch' },
      base_number: { type: 'bigint' },
      last_number: { type: 'bigint' },
      began_at: { type: 'bigint' },
      ended_at: { type: 'bigint', nullable: true },
    },
    foreignKeys: [
      { name: 'fk_epoch_cluster', target: 'cluster', columnNames: ['cluster_id'], referencedColumnNames: ['id'] },
    ],
  })
}
