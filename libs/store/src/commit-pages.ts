import type { Kind } from '#libs/cluster-model'
import {
  bodyDigest,
  CommitDigest,
  decodeChange,
  decodeHeader,
  firstDigest,
  type EncodedChange,
  type LoggedCommit,
} from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'
import type { Database } from './database.js'
import type { LogChangeRow } from './entities/log-change.entity.js'
import type { LogCommitRow } from './entities/log-commit.entity.js'
import type { LogObjectRow } from './entities/log-object.entity.js'
import { aborted } from './task-queue.js'

/** Numbers of the commits wanted; the first is not among them, the last one is. */
export interface CommitRange {
  readonly after: number
  readonly upTo: number
  /** `backwards` gives the newest first. */
  readonly direction?: 'forwards' | 'backwards'
}

/** Commits of one page. */
const COMMITS = 200
/** Changes that are read at a time, and changes of the commits that are held at a time, unless one commit has more. */
const CHANGES = 2000

type CommitRow = Pick<LogCommitRow, 'number' | 'header' | 'digest' | 'changes'>
type ChangeRow = Pick<LogChangeRow, 'number' | 'position' | 'body' | 'digest'> &
  Pick<LogObjectRow, 'kind' | 'namespace' | 'name'>

/** Walks through the log of one cluster in pages by key, so that a long walk holds neither a connection nor the memory. */
export class CommitPages {
  constructor(
    private readonly database: Database,
    private readonly cluster: string,
    private readonly clusterId: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async *forwards({ after, upTo }: CommitRange): AsyncGenerator<LoggedCommit> {
    for (let base = after; base < upTo;) {
      const rows = await this.#commits('number >= $2 AND number <= $3 ORDER BY number', base, upTo)
      const page = this.#withoutBase(rows, base)
      for (const run of runsOf(page.commits)) yield* await this.#whole(run, digestBefore(page, run[0]!))
      if (page.commits.length === 0) return
      base = page.commits.at(-1)!.number
    }
  }

  async *backwards({ after, upTo }: CommitRange): AsyncGenerator<LoggedCommit> {
    for (let top = upTo; top > after;) {
      const rows = await this.#commits('number >= $2 AND number <= $3 ORDER BY number DESC', after, top)
      const base = rows.length > COMMITS ? rows.at(-1)!.number : after
      const page = this.#withoutBase(rows.toReversed(), base)
      for (const run of runsOf(page.commits).toReversed()) {
        yield* (await this.#whole(run, digestBefore(page, run[0]!))).toReversed()
      }
      top = base
    }
  }

  /** One more than a page: the commit before it has the digest that the page starts from. */
  async #commits(where: string, lowest: number, highest: number): Promise<CommitRow[]> {
    return this.#read<CommitRow>(
      `SELECT number, header, digest, changes FROM log_commit WHERE cluster_id = $1 AND ${where} LIMIT ${COMMITS + 1}`,
      [lowest, highest],
    )
  }

  /** @param rows ascending, with the commit `base` where it exists */
  #withoutBase(rows: readonly CommitRow[], base: number): Page {
    if (base === 0) return { previous: firstDigest(this.cluster), commits: rows }
    const [first, ...others] = rows
    // The first one that is left after a prune can't be checked: what it follows is gone.
    return first !== undefined && first.number === base
      ? { previous: first.digest, commits: others }
      : { previous: undefined, commits: rows }
  }

  /** Commits with all their changes. */
  async #whole(rows: readonly CommitRow[], previous: Uint8Array | undefined): Promise<LoggedCommit[]> {
    const changes = await this.#changes(rows[0]!.number, rows.at(-1)!.number)
    let expected = previous
    return rows.map((row) => {
      const ofCommit = changes.get(row.number) ?? []
      this.#check(row, ofCommit, expected)
      expected = row.digest
      return {
        ...decodeHeader(this.cluster, row.header),
        changes: ofCommit.map(({ key, body }) => decodeChange(key, body)),
      }
    })
  }

  async #changes(lowest: number, highest: number): Promise<Map<number, ReadChange[]>> {
    const changes = new Map<number, ReadChange[]>()
    let [number, position] = [lowest, -1]
    for (;;) {
      const rows = await this.#read<ChangeRow>(
        `SELECT c.number, c.position, c.body, c.digest, o.kind, o.namespace, o.name
         FROM log_change c JOIN log_object o ON o.id = c.object_id
         WHERE c.cluster_id = $1 AND (c.number, c.position) > ($2, $3) AND c.number <= $4
         ORDER BY c.number, c.position LIMIT ${CHANGES}`,
        [number, position, highest],
      )
      for (const row of rows) {
        ;[number, position] = [row.number, row.position]
        const ofCommit = changes.get(number)
        const read = this.#readChange(row)
        if (ofCommit === undefined) changes.set(number, [read])
        else ofCommit.push(read)
      }
      if (rows.length < CHANGES) return changes
    }
  }

  #readChange({ kind, namespace, name, number, body, digest }: ChangeRow): ReadChange {
    if (body === null) {
      throw new NamescopeError(
        'log-corrupt',
        `A change of commit ${number} of cluster ${this.cluster} was pruned: the history can't be replayed over it.`,
      )
    }
    return { key: { kind: kind as Kind, namespace, name }, body, digest: digest ?? bodyDigest(body) }
  }

  #check(row: CommitRow, changes: readonly ReadChange[], previous: Uint8Array | undefined): void {
    if (previous === undefined) return
    const chain = new CommitDigest(previous, row.header)
    for (const { key, digest } of changes) chain.add(key, digest)
    if (row.digest.compare(chain.finish()) === 0) return
    throw new NamescopeError(
      'log-corrupt',
      `Commit ${row.number} of cluster ${this.cluster} does not fit the chain of digests: it, or the commit before it, was ` +
        'altered, removed or inserted. Restore a backup, or start from a checkpoint after it.',
    )
  }

  async #read<R extends object>(sql: string, parameters: readonly number[]): Promise<R[]> {
    if (this.signal?.aborted) throw aborted()
    return this.database.read((connection) => connection.rows<R>(sql, [this.clusterId, ...parameters]), this.signal)
  }
}

interface ReadChange extends EncodedChange {
  /** Of its body as it was first written. */
  readonly digest: Uint8Array
}

interface Page {
  /** The digest of the commit before the page; `undefined` when that one is not there any more. */
  readonly previous: Uint8Array | undefined
  /** Ascending. */
  readonly commits: readonly CommitRow[]
}

/** The digest of the commit before one of the page. */
function digestBefore({ previous, commits }: Page, commit: CommitRow): Uint8Array | undefined {
  const place = commits.indexOf(commit)
  return place === 0 ? previous : commits[place - 1]!.digest
}

/** Cuts a page so that no run has more than `CHANGES` changes, unless it is one commit. */
function runsOf(commits: readonly CommitRow[]): CommitRow[][] {
  const runs: CommitRow[][] = []
  let changes = Number.POSITIVE_INFINITY
  for (const commit of commits) {
    changes += commit.changes
    if (changes > CHANGES) {
      runs.push([])
      changes = commit.changes
    }
    runs.at(-1)!.push(commit)
  }
  return runs
}
