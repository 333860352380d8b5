import { revisionText, type Commit, type Revision } from '#libs/cluster-model'
import { bodyDigest, CommitDigest, encodeChange, encodeHeader } from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'
import type { Connection, Database } from './database.js'
import { moveEnd, type LogEnd } from './epochs.js'
import { LogInsert } from './log-insert.js'

/** Changes of one transaction, unless a single commit has more. */
const MAX_GROUP = 10_000
/** Changes that may wait. The first list of the largest cluster is one commit of about 300,000. */
const MAX_PENDING = 500_000

interface Pending {
  readonly commits: readonly Commit[]
  readonly changes: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * The one way into the log. What is appended while a transaction runs goes into the next one together (group commit), so the
 * number of times that the disk is waited for does not grow with the number of commits.
 */
export class CommitWriter {
  readonly #ends = new Map<string, LogEnd>()
  #pending: Pending[] = []
  #pendingChanges = 0
  #writing: Promise<void> | undefined

  constructor(private readonly database: Database) {}

  /** Goes on from here: an epoch has begun. */
  start(cluster: string, end: LogEnd): void {
    this.#ends.set(cluster, end)
  }

  /** The last durable revision, once an epoch has begun. */
  durable(cluster: string): Revision | undefined {
    const end = this.#ends.get(cluster)
    return end && { cluster, epoch: end.epoch, number: end.number }
  }

  /** Resolves when all of the commits are durable; rejects when none of them was stored. */
  append(commits: readonly Commit[]): Promise<void> {
    if (commits.length === 0) return Promise.resolve()
    const changes = commits.reduce((sum, commit) => sum + commit.changes.length, 0)
    if (this.#pendingChanges > 0 && this.#pendingChanges + changes > MAX_PENDING) return Promise.reject(tooMuch())
    return new Promise((resolve, reject) => {
      this.#pending.push({ commits, changes, resolve, reject })
      this.#pendingChanges += changes
      this.#writing ??= this.#writeAll()
    })
  }

  /** Resolves once nothing is pending. */
  async flush(): Promise<void> {
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    // The calls of one turn of the event loop go together from the first transaction on.
    await Promise.resolve()
    while (this.#pending.length > 0) {
      const group = this.#takeGroup()
      try {
        await this.#writeGroup(group)
      } finally {
        for (const { changes } of group) this.#pendingChanges -= changes
      }
    }
    this.#writing = undefined
  }

  #takeGroup(): Pending[] {
    let changes = 0
    const end = this.#pending.findIndex((entry, i) => (changes += entry.changes) > MAX_GROUP && i > 0)
    const group = this.#pending.slice(0, end < 0 ? undefined : end)
    this.#pending = this.#pending.slice(group.length)
    return group
  }

  async #writeGroup(group: readonly Pending[]): Promise<void> {
    const byCluster = new Map<string, Commit[]>()
    const accepted = group.filter((entry) => this.#accept(entry, byCluster))
    if (accepted.length === 0) return
    try {
      const ends = await this.database.write(async (connection) => {
        const moved: [string, LogEnd][] = []
        for (const [cluster, commits] of byCluster) {
          moved.push([cluster, await this.#insert(connection, this.#ends.get(cluster)!, commits)])
        }
        return moved
      })
      for (const [cluster, end] of ends) this.#ends.set(cluster, end)
      for (const { resolve } of accepted) resolve()
    } catch (error) {
      for (const { reject } of accepted) reject(error)
    }
  }

  /** Sorts the entry's commits to their clusters; or rejects it, when one of them does not follow what is there. */
  #accept(entry: Pending, byCluster: Map<string, Commit[]>): boolean {
    const last = new Map<string, Commit>()
    for (const commit of entry.commits) {
      const { cluster } = commit.revision
      const before = last.get(cluster) ?? byCluster.get(cluster)?.at(-1) ?? this.#ends.get(cluster)
      const problem = misplaced(commit, before)
      if (problem !== undefined) {
        entry.reject(problem)
        return false
      }
      last.set(cluster, commit)
    }
    for (const commit of entry.commits) {
      const commits = byCluster.get(commit.revision.cluster)
      if (commits === undefined) byCluster.set(commit.revision.cluster, [commit])
      else commits.push(commit)
    }
    return true
  }

  async #insert(connection: Connection, end: LogEnd, commits: readonly Commit[]): Promise<LogEnd> {
    const { cluster, number } = commits.at(-1)!.revision
    await moveEnd(connection, cluster, end, number)
    const insert = new LogInsert(connection, this.database.dialect, end.clusterId)
    let { digest } = end
    for (const commit of commits) {
      const { revision, changes, ...facts } = commit
      const header = encodeHeader(commit)
      const chain = new CommitDigest(digest, header)
      for (const [position, change] of changes.entries()) {
        const body = encodeChange(change)
        chain.add(change.key, bodyDigest(body))
        await insert.change(revision.number, position, change.key, body)
      }
      digest = chain.finish()
      await insert.commit({ ...facts, ...revision, changes: changes.length }, header, digest)
    }
    await insert.finish()
    return { ...end, number, observedAt: commits.at(-1)!.observedAt, digest }
  }
}

/** Why a commit can't stand after the last one, if it can't. */
function misplaced(commit: Commit, last: Commit | LogEnd | undefined): NamescopeError | undefined {
  const { revision, observedAt, proposed } = commit
  if (proposed) return new NamescopeError('invalid-argument', 'A proposed commit is never stored.')
  if (last === undefined) {
    return new NamescopeError('invalid-revision', `No epoch of cluster ${revision.cluster} has begun here.`)
  }
  const { epoch, number } = 'revision' in last ? last.revision : last
  if (revision.epoch !== epoch || revision.number !== number + 1) {
    return new NamescopeError(
      'invalid-revision',
      `Commit ${revisionText(revision)} of cluster ${revision.cluster} can't be stored: the next one is ${epoch}.${number + 1}.`,
    )
  }
  if (observedAt < last.observedAt) {
    return new NamescopeError(
      'invalid-argument',
      `Commit ${revisionText(revision)} of cluster ${revision.cluster} was observed before the one before it.`,
    )
  }
  return undefined
}

function tooMuch(): NamescopeError {
  return new NamescopeError(
    'limit-exceeded',
    `${MAX_PENDING} changes wait to be stored already; wait until some of them are durable.`,
  )
}
