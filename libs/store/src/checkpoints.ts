import { encodeState, StateDecoder, type Checkpoint } from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'
import type { Clusters } from './clusters.js'
import type { CommitReader } from './commit-reader.js'
import type { Database } from './database.js'
import type { CheckpointPartRow, CheckpointRow } from './entities/checkpoint.entity.js'
import { aborted } from './task-queue.js'

/** Parts that are written or read at a time: about 200 KB. */
const PARTS = 8

/** A stored checkpoint, without the state. */
export interface CheckpointSummary {
  /** The number of the commit that it is the state of. */
  readonly number: number
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** The states that are kept whole, so that no replay is long. */
export class Checkpoints {
  constructor(
    private readonly database: Database,
    private readonly clusters: Clusters,
    private readonly commits: CommitReader,
    private readonly now: () => number,
  ) {}

  /**
   * Stores a state. Its parts are written in transactions of their own, between which commits get their turn; it counts once
   * the last one is there. Nothing happens when there is one of this revision.
   * @throws NamescopeError `revision-not-found` when the revision is not durable, `aborted`
   */
  async write(checkpoint: Checkpoint, signal?: AbortSignal): Promise<void> {
    const { cluster, number } = (await this.commits.find(checkpoint.revision)).revision
    const id = await this.clusters.idOf(cluster)
    if ((await this.#summaries(cluster, 'AND number = $2', number)).length > 0) return
    await this.database.write((connection) =>
      connection.run('DELETE FROM checkpoint_part WHERE cluster_id = $1 AND number = $2', [id, number]),
    )
    let [parts, size] = [0, 0]
    for (const chunks of inGroups(encodeState(checkpoint), PARTS)) {
      if (signal?.aborted) throw aborted()
      await this.database.write(async (connection) => {
        for (const chunk of chunks) {
          await connection.run('INSERT INTO checkpoint_part (cluster_id, number, part, body) VALUES ($1, $2, $3, $4)', [
            ...[id, number, parts++],
            chunk,
          ])
          size += chunk.length
        }
      })
    }
    await this.database.write((connection) =>
      connection.run(
        'INSERT INTO checkpoint (cluster_id, number, parts, size, created_at) VALUES ($1, $2, $3, $4, $5)',
        [...[id, number, parts, size], this.now()],
      ),
    )
  }

  /** The last checkpoint at or before a number, and the first one after it: a replay starts from either. */
  async near(cluster: string, number: number): Promise<{ before?: CheckpointSummary; after?: CheckpointSummary }> {
    const [before] = await this.#summaries(cluster, 'AND number <= $2 ORDER BY number DESC LIMIT 1', number)
    const [after] = await this.#summaries(cluster, 'AND number > $2 ORDER BY number LIMIT 1', number)
    return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
  }

  /**
   * The whole state at a checkpoint.
   * @throws NamescopeError `log-corrupt` when it is damaged, `revision-not-found` when there is none, `aborted`
   */
  async read(cluster: string, number: number, signal?: AbortSignal): Promise<Checkpoint> {
    const id = await this.clusters.idOf(cluster)
    const [found] = await this.#summaries(cluster, 'AND number = $2', number)
    if (found === undefined) {
      throw new NamescopeError('revision-not-found', `Cluster ${cluster} has no checkpoint at commit ${number}.`)
    }
    const decoder = new StateDecoder()
    for (let part = 0; part < found.parts; part += PARTS) {
      if (signal?.aborted) throw aborted()
      const rows = await this.database.read(
        (connection) =>
          connection.rows<Pick<CheckpointPartRow, 'body'>>(
            `SELECT body FROM checkpoint_part
             WHERE cluster_id = $1 AND number = $2 AND part >= $3 AND part < $4 ORDER BY part`,
            [id, number, part, part + PARTS],
          ),
        signal,
      )
      for (const { body } of rows) decoder.add(body)
    }
    return decoder.finish()
  }

  async #summaries(cluster: string, where: string, at: number): Promise<(CheckpointSummary & { parts: number })[]> {
    const id = await this.clusters.idOf(cluster)
    const rows = await this.database.read((connection) =>
      connection.rows<CheckpointRow>(`SELECT * FROM checkpoint WHERE cluster_id = $1 ${where}`, [id, at]),
    )
    return rows.map(({ number, parts, size, created_at }) => ({
      number,
      parts,
      size,
      createdAt: created_at,
    }))
  }
}

function* inGroups<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let group: T[] = []
  for (const item of items) {
    group.push(item)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
