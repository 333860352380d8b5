import { EntitySchema } from 'typeorm'

/** A cluster that this database has a history of. */
export interface ClusterRow {
  id: number
  name: string
  /** The uid of kube-system; null for manifests, whose name is all their identity. */
  uid: string | null
  /** For people: where it came from last. */
  source: string
  /** Milliseconds since 1970. */
  registered_at: number
}

export function clusterEntity(): EntitySchema<ClusterRow> {
  return new EntitySchema<ClusterRow>({
    name: 'cluster',
    columns: {
      id: { type: 'integer', primary: true, generated: 'increment', primaryKeyConstraintName: 'pk_cluster' },
      name: { type: 'text' },
      uid: { type: 'text', nullable: true },
      source: { type: 'text' },
      registered_at: { type: 'bigint' },
    },
    uniques: [{ name: 'uq_cluster_name', columns: ['name'] }],
  })
}
