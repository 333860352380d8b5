import { EntitySchema } from 'typeorm'

/** The key of an object that some change names: written once, because a pod changes ten times in its life. */
export interface LogObjectRow {
  id: number
  cluster_id: number
  kind: string
  /** Empty for cluster-scoped kinds. */
  namespace: string
  name: string
}

export function logObjectEntity(): EntitySchema<LogObjectRow> {
  return new EntitySchema<LogObjectRow>({
    name: 'log_object',
    columns: {
      id: { type: 'integer', primary: true, generated: 'increment', primaryKeyConstraintName: 'pk_log_object' },
      cluster_id: { type: 'integer' },
      kind: { type: 'text' },
      namespace: { type: 'text' },
      name: { type: 'text' },
    },
    uniques: [{ name: 'uq_log_object_key', columns: ['cluster_id', 'namespace', 'name', 'kind'] }],
  })
}
