import { firstDigest } from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'
import type { Connection, Database } from './database.js'
import type { EpochRow } from './entities/epoch.entity.js'
import type { LogCommitRow } from './entities/log-commit.entity.js'

/** Where the log of one cluster ends, for the one writer that holds the epoch. */
export interface LogEnd {
  readonly clusterId: number
  readonly epoch: number
  /** The last durable number; 0 before the first commit. */
  readonly number: number
  /** When the last commit of this epoch was observed: milliseconds since 1970; 0 before the first one. */
  readonly observedAt: number
  readonly digest: Uint8Array
}

/**
 * Starts a new epoch, whose numbers go on from the last durable one, and ends the one before: a writer that still holds that
 * one can't append any more.
 */
export async function beginEpoch(database: Database, cluster: string, clusterId: number, now: number): Promise<LogEnd> {
  return database.write(async (connection) => {
    // The first statement: on PostgreSQL it waits for a transaction of the old writer, which the next ones then see.
    await connection.run('UPDATE epoch SET ended_at = $2 WHERE cluster_id = $1 AND ended_at IS NULL', [clusterId, now])
    const [last] = await connection.rows<Pick<EpochRow, 'epoch' | 'last_number'>>(
      'SELECT epoch, last_number FROM epoch WHERE cluster_id = $1 ORDER BY epoch DESC LIMIT 1',
      [clusterId],
    )
    const epoch = (last?.epoch ?? 0) + 1
    const number = last?.last_number ?? 0
    await connection.run(
      `INSERT INTO epoch (cluster_id, epoch, base_number, last_number, began_at)
       VALUES ($1, $2, $3, $3, $4)`,
      [clusterId, epoch, number, now],
    )
    const [commit] = await connection.rows<Pick<LogCommitRow, 'digest'>>(
      'SELECT digest FROM log_commit WHERE cluster_id = $1 AND number = $2',
      [clusterId, number],
    )
    if (commit === undefined && number > 0) throw tornLog(cluster, number)
    return { clusterId, epoch, number, observedAt: 0, digest: commit?.digest ?? firstDigest(cluster) }
  })
}

/**
 * Moves the end of the log, within the transaction that appends. It only succeeds for the writer of the open epoch, and only
 * from where the log ends.
 * @throws NamescopeError `epoch-superseded` when another writer took over
 */
export async function moveEnd(connection: Connection, cluster: string, end: LogEnd, number: number): Promise<void> {
  const moved = await connection.run(
    `UPDATE epoch SET last_number = $1
     WHERE cluster_id = $2 AND epoch = $3 AND last_number = $4 AND ended_at IS NULL`,
    [number, end.clusterId, end.epoch, end.number],
  )
  if (moved === 1) return
  throw new NamescopeError(
    'epoch-superseded',
    `Epoch ${end.epoch} of cluster ${cluster} has ended at another place than this process knows: another process writes the ` +
      'history now, or the connection broke in the middle of a commit. A new epoch has to begin.',
  )
}

function tornLog(cluster: string, number: number): NamescopeError {
  return new NamescopeError(
    'database-corrupt',
    `The log of cluster ${cluster} should end with commit ${number}, which is missing. Restore a backup, or move the database ` +
      'away and start anew.',
  )
}
