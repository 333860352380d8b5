import { compareRevisions, revisionText, type Revision } from '#libs/cluster-model'
import { decodeHeader, type CommitHeader, type LoggedCommit } from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'
import type { Clusters } from './clusters.js'
import { CommitPages, type CommitRange } from './commit-pages.js'
import type { Database, Parameter } from './database.js'
import type { LogCommitRow } from './entities/log-commit.entity.js'

/** A commit without its changes. */
export interface CommitSummary extends CommitHeader {
  /** How many changes it has. */
  readonly changes: number
  /** The chain up to and with this commit: 64 hexadecimal digits. */
  readonly digest: string
}

type SummaryRow = Pick<LogCommitRow, 'header' | 'changes' | 'digest'>

/** The log as it is read. Everything read is durable. */
export class CommitReader {
  constructor(
    private readonly database: Database,
    private readonly clusters: Clusters,
  ) {}

  /** The last commit; `undefined` while there is none. */
  async latest(cluster: string): Promise<CommitSummary | undefined> {
    return this.#one(cluster, 'WHERE cluster_id = $1 ORDER BY number DESC LIMIT 1')
  }

  /** The first commit that is still kept; `undefined` while there is none. */
  async earliest(cluster: string): Promise<CommitSummary | undefined> {
    return this.#one(cluster, 'WHERE cluster_id = $1 ORDER BY number LIMIT 1')
  }

  /**
   * The commit of a revision.
   * @throws NamescopeError `revision-not-found` for one that is not stored, was lost in a crash, or is not made yet
   */
  async find(revision: Revision): Promise<CommitSummary> {
    const found = await this.#one(revision.cluster, 'WHERE cluster_id = $1 AND number = $2', [revision.number])
    if (found !== undefined && compareRevisions(found.revision, revision) === 0) return found
    throw new NamescopeError(
      'revision-not-found',
      `Cluster ${revision.cluster} has no stored revision ${revisionText(revision)}.`,
      { field: 'at' },
    )
  }

  /**
   * The last commit that had been observed by then (milliseconds since 1970); `undefined` when that was before the first one.
   * Time never steps back within an epoch, but it may between two: the newest epoch that had one by then decides.
   */
  async at(cluster: string, time: number): Promise<CommitSummary | undefined> {
    return this.#one(
      cluster,
      `WHERE cluster_id = $1 AND number = (
         SELECT max(newest) FROM (
           SELECT (SELECT c.number FROM log_commit c
                   WHERE c.cluster_id = e.cluster_id AND c.epoch = e.epoch AND c.observed_at <= $2
                   ORDER BY c.observed_at DESC, c.number DESC LIMIT 1) AS newest
           FROM epoch e WHERE e.cluster_id = $1) AS by_epoch)`,
      [time],
    )
  }

  /** Up to `first` commits, the newest first; those before number `before` where given. */
  async list(cluster: string, { first, before }: { first: number; before?: number }): Promise<CommitSummary[]> {
    return before === undefined
      ? this.#summaries(cluster, 'WHERE cluster_id = $1 ORDER BY number DESC LIMIT $2', [first])
      : this.#summaries(cluster, 'WHERE cluster_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3', [before, first])
  }

  /**
   * Whole commits, page by page, each checked against the chain of digests.
   * @throws NamescopeError `log-corrupt` where the chain breaks, `aborted`
   */
  async *between(cluster: string, range: CommitRange, signal?: AbortSignal): AsyncGenerator<LoggedCommit> {
    const pages = new CommitPages(this.database, cluster, await this.clusters.idOf(cluster), signal)
    yield* range.direction === 'backwards' ? pages.backwards(range) : pages.forwards(range)
  }

  async #one(cluster: string, where: string, parameters?: readonly Parameter[]): Promise<CommitSummary | undefined> {
    const [summary] = await this.#summaries(cluster, where, parameters)
    return summary
  }

  async #summaries(cluster: string, where: string, parameters: readonly Parameter[] = []): Promise<CommitSummary[]> {
    const id = await this.clusters.idOf(cluster)
    const rows = await this.database.read((connection) =>
      connection.rows<SummaryRow>(`SELECT header, changes, digest FROM log_commit ${where}`, [id, ...parameters]),
    )
    return rows.map(({ header, changes, digest }) => ({
      ...decodeHeader(cluster, header),
      changes,
      digest: digest.toString('hex'),
    }))
  }
}
