import { EntitySchema } from 'typeorm'

/** A revision with a name. */
export interface SnapshotRow {
  cluster_id: number
  name: string
  number: number
  /** For people; empty for none. */
  note: string
  /** Milliseconds since 1970. */
  created_at: number
}

export function snapshotEntity(): EntitySchema<SnapshotRow> {
  return new EntitySchema<SnapshotRow>({
    name: 'snapshot',
    columns: {
      cluster_id: { type: 'integer', primary: true, primaryKeyConstraintName: 'pk_snapshot' },
      name: { type: 'text', primary: true, primaryKeyConstraintName: 'pk_snapshot' },
      number: { type: 'bigint' },
      note: { type: 'text' },
      created_at: { type: 'bigint' },
    },
    indices: [{ name: 'ix_snapshot_number', columns: ['cluster_id', 'number'] }],
    foreignKeys: [
      { name: 'fk_snapshot_cluster', target: 'cluster', columnNames: ['cluster_id'], referencedColumnNames: ['id'] },
    ],
  })
}
