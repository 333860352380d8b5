import type { Commit, Revision } from '#libs/cluster-model'
import type { Checkpoint, LoggedCommit } from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'
import { Checkpoints, type CheckpointSummary } from './checkpoints.js'
import { Clusters, type RegisteredCluster } from './clusters.js'
import type { CommitRange } from './commit-pages.js'
import { CommitReader, type CommitSummary } from './commit-reader.js'
import { CommitWriter } from './commit-writer.js'
import { openDatabase, type StatementListener } from './data-source.js'
import type { Database } from './database.js'
import { parseLocation } from './database-location.js'
import { beginEpoch } from './epochs.js'
import { Snapshots } from './snapshots.js'

export interface StoreOptions {
  /** `sqlite:PATH` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. */
  readonly url: string
  /** The clock: milliseconds since 1970. */
  readonly now: () => number
  /** Called with each SQL statement before it runs: for metrics. */
  readonly onStatement?: StatementListener
}

/** What a view is rebuilt from after a start: the newest usable checkpoint, and the commits after it. */
export interface StoredHistory {
  /** The last durable revision; `undefined` while nothing is stored. */
  readonly latest?: CommitSummary
  /** Absent when the replay starts from the empty state. */
  readonly checkpoint?: Checkpoint
  /** The commits after the checkpoint, in order, up to and with `latest`. Read page by page while iterating. */
  readonly commits: AsyncIterable<LoggedCommit>
  /** Newer checkpoints that were damaged, and so passed over. */
  readonly damaged: readonly CheckpointSummary[]
}

/**
 * Opens a database, creating and migrating it where needed.
 * @throws NamescopeError `invalid-configuration`, `database-unavailable`, `database-corrupt`
 */
export async function openStore({ url, now, onStatement }: StoreOptions): Promise<Store> {
  const database = await openDatabase(parseLocation(url), onStatement ?? (() => undefined))
  return new Store(database, now)
}

/** The history of clusters in one database. Every method may reject with `database-unavailable` or `database-corrupt`. */
export class Store {
  readonly snapshots: Snapshots
  readonly #clusters: Clusters
  readonly #writer: CommitWriter
  readonly #commits: CommitReader
  readonly #checkpoints: Checkpoints
  #closed: Promise<void> | undefined

  constructor(
    private readonly database: Database,
    private readonly now: () => number,
  ) {
    this.#clusters = new Clusters(database, now)
    this.#writer = new CommitWriter(database)
    this.#commits = new CommitReader(database, this.#clusters)
    this.#checkpoints = new Checkpoints(database, this.#clusters, this.#commits, now)
    this.snapshots = new Snapshots(database, this.#clusters, this.#commits, now)
  }

  /**
   * Makes a cluster known. A uid tells it from others; manifests have none.
   * @throws NamescopeError `cluster-mismatch` when the name stands for another cluster here
   */
  registerCluster(cluster: { name: string; uid?: string; source: string }): Promise<RegisteredCluster> {
    return this.#clusters.register(cluster)
  }

  /** Every cluster that has a history here, by name. */
  clusters(): Promise<RegisteredCluster[]> {
    return this.#clusters.list()
  }

  /**
   * Starts an epoch and makes this store the one writer of the cluster. The revision returned is the last durable one under the
   * new epoch: the next commit is its number plus one.
   * @throws NamescopeError `cluster-not-found`
   */
  async beginEpoch(cluster: string): Promise<Revision> {
    const end = await beginEpoch(this.database, cluster, await this.#clusters.idOf(cluster), this.now())
    this.#writer.start(cluster, end)
    return { cluster, epoch: end.epoch, number: end.number }
  }

  /**
   * Stores commits. Resolves when all of them are durable; rejects when none is, and then the next append has to start with the
   * same number again, or after `beginEpoch`. Calls that come while the disk is busy share the next transaction.
   * @throws NamescopeError `invalid-revision` for commits that do not follow the last one, `limit-exceeded` when too much waits
   */
  append(commits: readonly Commit[]): Promise<void> {
    return this.#writer.append(commits)
  }

  /** The last revision that this store made durable; `undefined` before `beginEpoch`. */
  durableRevision(cluster: string): Revision | undefined {
    return this.#writer.durable(cluster)
  }

  /**
   * Everything that the present state is rebuilt from.
   * @throws NamescopeError `cluster-not-found`, `aborted`; while iterating `log-corrupt`
   */
  async loadLatest(cluster: string, signal?: AbortSignal): Promise<StoredHistory> {
    const latest = await this.#commits.latest(cluster)
    if (latest === undefined) return { commits: this.#commits.between(cluster, { after: 0, upTo: 0 }), damaged: [] }
    const upTo = latest.revision.number
    const damaged: CheckpointSummary[] = []
    for (let below = upTo; ;) {
      const { before } = await this.#checkpoints.near(cluster, below)
      if (before === undefined) {
        return { latest, commits: this.#commits.between(cluster, { after: 0, upTo }, signal), damaged }
      }
      try {
        const checkpoint = await this.#checkpoints.read(cluster, before.number, signal)
        const commits = this.#commits.between(cluster, { after: before.number, upTo }, signal)
        return { latest, checkpoint, commits, damaged }
      } catch (error) {
        if (!(error instanceof NamescopeError) || error.code !== 'log-corrupt') throw error
        damaged.push(before)
        below = before.number - 1
      }
    }
  }

  /**
   * Commits of a range of numbers, page by page, each checked against the chain of digests.
   * @throws NamescopeError while iterating: `cluster-not-found`, `log-corrupt`, `aborted`
   */
  commitsBetween(cluster: string, range: CommitRange, signal?: AbortSignal): AsyncIterable<LoggedCommit> {
    return this.#commits.between(cluster, range, signal)
  }

  /** The last commit observed by a time (milliseconds since 1970); `undefined` when that was before the first one. */
  commitAt(cluster: string, time: number): Promise<CommitSummary | undefined> {
    return this.#commits.at(cluster, time)
  }

  /** @throws NamescopeError `revision-not-found` for a revision that is not stored */
  findCommit(revision: Revision): Promise<CommitSummary> {
    return this.#commits.find(revision)
  }

  /** The first commit that is kept; `undefined` while there is none. */
  earliest(cluster: string): Promise<CommitSummary | undefined> {
    return this.#commits.earliest(cluster)
  }

  /** The last durable commit; `undefined` while there is none. */
  latest(cluster: string): Promise<CommitSummary | undefined> {
    return this.#commits.latest(cluster)
  }

  /** Up to `first` commits, the newest first; those before number `before` where given. */
  listCommits(cluster: string, page: { first: number; before?: number }): Promise<CommitSummary[]> {
    return this.#commits.list(cluster, page)
  }

  /**
   * Stores the whole state at a durable revision. Commits get their turn in between.
   * @throws NamescopeError `revision-not-found`, `aborted`
   */
  writeCheckpoint(checkpoint: Checkpoint, signal?: AbortSignal): Promise<void> {
    return this.#checkpoints.write(checkpoint, signal)
  }

  /** The last checkpoint at or before a number, and the first one after it. */
  checkpointsNear(cluster: string, number: number): Promise<{ before?: CheckpointSummary; after?: CheckpointSummary }> {
    return this.#checkpoints.near(cluster, number)
  }

  /** @throws NamescopeError `revision-not-found`, `log-corrupt`, `aborted` */
  readCheckpoint(cluster: string, number: number, signal?: AbortSignal): Promise<Checkpoint> {
    return this.#checkpoints.read(cluster, number, signal)
  }

  /** Bytes of the whole database. */
  size(): Promise<number> {
    return this.database.size()
  }

  /** Stores what was appended, then closes. A second call waits for the first. */
  close(): Promise<void> {
    this.#closed ??= this.#writer.flush().then(() => this.database.close())
    return this.#closed
  }
}
