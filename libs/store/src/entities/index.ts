import type { EntitySchema } from 'typeorm'
import { checkpointEntity, checkpointPartEntity } from './checkpoint.entity.js'
import { clusterEntity } from './cluster.entity.js'
import type { ColumnTypes } from './column-types.js'
import { epochEntity } from './epoch.entity.js'
import { logChangeEntity } from './log-change.entity.js'
import { logCommitEntity } from './log-commit.entity.js'
import { logObjectEntity } from './log-object.entity.js'
import { snapshotEntity } from './snapshot.entity.js'

/**
 * Every table, as the migrations must have made it: a test compares the two on both databases. Rows are read and written by SQL
 * of our own, never through repositories.
 */
export function entitiesOf(types: ColumnTypes): EntitySchema[] {
  return [
    clusterEntity(),
    epochEntity(),
    logCommitEntity(types),
    logObjectEntity(),
    logChangeEntity(types),
    checkpointEntity(),
    checkpointPartEntity(types),
    snapshotEntity(),
  ] as EntitySchema[]
}
