import { revisionText, type Revision } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import type { Clusters } from './clusters.js'
import type { CommitReader } from './commit-reader.js'
import type { Database } from './database.js'
import type { LogCommitRow } from './entities/log-commit.entity.js'
import type { SnapshotRow } from './entities/snapshot.entity.js'

/** A revision with a name. */
export interface Snapshot {
  readonly cluster: string
  readonly name: string
  readonly revision: Revision
  /** When the revision was observed: milliseconds since 1970. */
  readonly observedAt: number
  /** For people; absent for none. */
  readonly note?: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** A letter first, so that no name is mistaken for a revision (1.42), a time (2026-11-22T...) or a duration (-15m). */
const NAME = /^[a-zA-Z][a-zA-Z0-9._-]{0,62}$/

type JoinedRow = SnapshotRow & Pick<LogCommitRow, 'epoch' | 'observed_at'>

const SELECT = `SELECT s.name, s.number, s.note, s.created_at, c.epoch, c.observed_at
  FROM snapshot s JOIN log_commit c ON c.cluster_id = s.cluster_id AND c.number = s.number
  WHERE s.cluster_id = $1`

/** Named revisions. One costs a row. */
export class Snapshots {
  constructor(
    private readonly database: Database,
    private readonly clusters: Clusters,
    private readonly commits: CommitReader,
    private readonly now: () => number,
  ) {}

  /**
   * Names a durable revision.
   * @throws NamescopeError `invalid-argument` for the name, `revision-not-found`, `snapshot-exists`
   */
  async create(name: string, revision: Revision, note?: string): Promise<Snapshot> {
    if (!NAME.test(name)) {
      throw new NamescopeError(
        'invalid-argument',
        `"${name.slice(0, 80)}" can't name a snapshot: right is a letter, then up to 62 letters, digits, dots, hyphens or underscores.`,
        { field: 'name' },
      )
    }
    const { cluster } = revision
    const { observedAt } = await this.commits.find(revision)
    const id = await this.clusters.idOf(cluster)
    const createdAt = this.now()
    const created = await this.database.write((connection) =>
      connection.run(
        `INSERT INTO snapshot (cluster_id, name, number, note, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (cluster_id, name) DO NOTHING`,
        [id, name, revision.number, note ?? '', createdAt],
      ),
    )
    if (created === 0) {
      const { revision: taken } = await this.get(cluster, name)
      throw new NamescopeError(
        'snapshot-exists',
        `Cluster ${cluster} has a snapshot "${name}" already, of revision ${revisionText(taken)}; delete it first, or choose another name.`,
        { field: 'name' },
      )
    }
    return { cluster, name, revision, observedAt, ...(note ? { note } : {}), createdAt }
  }

  /** All of a cluster, the newest revision first. */
  async list(cluster: string): Promise<Snapshot[]> {
    const id = await this.clusters.idOf(cluster)
    const rows = await this.database.read((connection) => connection.rows<JoinedRow>(SELECT, [id]))
    return rows
      .map((row) => snapshotOf(cluster, row))
      .toSorted((a, b) => b.revision.number - a.revision.number || (a.name < b.name ? -1 : 1))
  }

  /** @throws NamescopeError `snapshot-not-found` */
  async get(cluster: string, name: string): Promise<Snapshot> {
    const id = await this.clusters.idOf(cluster)
    const [row] = await this.database.read((connection) =>
      connection.rows<JoinedRow>(`${SELECT} AND s.name = $2`, [id, name]),
    )
    if (row === undefined) throw notFound(cluster, name)
    return snapshotOf(cluster, row)
  }

  /** @throws NamescopeError `snapshot-not-found` */
  async delete(cluster: string, name: string): Promise<void> {
    const id = await this.clusters.idOf(cluster)
    const deleted = await this.database.write((connection) =>
      connection.run('DELETE FROM snapshot WHERE cluster_id = $1 AND name = $2', [id, name]),
    )
    if (deleted === 0) throw notFound(cluster, name)
  }
}

function snapshotOf(cluster: string, row: JoinedRow): Snapshot {
  return {
    cluster,
    name: row.name,
    revision: { cluster, epoch: row.epoch, number: row.number },
    observedAt: row.observed_at,
    ...(row.note === '' ? {} : { note: row.note }),
    createdAt: row.created_at,
  }
}

function notFound(cluster: string, name: string): NamescopeError {
  return new NamescopeError('snapshot-not-found', `Cluster ${cluster} has no snapshot "${name.slice(0, 80)}".`, {
    field: 'name',
  })
}
