import { Inject, Injectable } from '@nestjs/common'
import { compareRevisions, parseRevision, revisionText, type Commit, type Scope } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import type { CommitSummary, Store } from '#libs/store'
import type { ClusterHost } from '../ingest/cluster-host.js'
import { Clusters } from '../ingest/clusters.js'
import { STORE } from '../ingest/store-token.js'
import { interruptible } from './interruptible.js'

/** Revisions that a subscription reads at a time. */
const CATCH_UP_PAGE = 100

/** One durable revision. What tells of all namespaces together is for callers who may see every one of them. */
export interface RevisionReport {
  readonly cluster: string
  readonly revision: string
  readonly kind: Commit['kind']
  /** Milliseconds since 1970. */
  readonly observedAt: number
  /** For a gap: since when nobody watched. */
  readonly gapSince?: number
  /** Several changes of one object were folded into one. */
  readonly coalesced?: true
  readonly changes?: number
  readonly note?: string
  /** The chain of digests up to and with this commit. */
  readonly digest?: string
}

export interface RevisionWish {
  readonly cluster?: string | undefined
  readonly first: number
  /** A revision: those before it follow. */
  readonly after?: string | undefined
}

/** Durable revisions, the newest first. */
export interface RevisionPage {
  readonly cluster: string
  /** The last durable one when this was asked. */
  readonly revision: string
  readonly revisions: readonly RevisionReport[]
  readonly endCursor?: string
  readonly hasNextPage: boolean
}

@Injectable()
export class RevisionsService {
  constructor(
    private readonly clusters: Clusters,
    @Inject(STORE) private readonly store: Store,
  ) {}

  /** @throws NamescopeError `cluster-not-found`, `invalid-cursor` */
  async page({ cluster, first, after }: RevisionWish, scope: Scope): Promise<RevisionPage> {
    const { name, recorder } = this.clusters.find(cluster)
    const before = after === undefined ? undefined : { before: cursorNumber(name, after) }
    const commits = await this.store.listCommits(name, { first: first + 1, ...before })
    const revisions = commits.slice(0, first).map((commit) => reportOf(commit, scope))
    const endCursor = revisions.at(-1)?.revision
    return {
      cluster: name,
      revision: revisionText(recorder.durable.revision),
      revisions,
      ...(endCursor === undefined ? {} : { endCursor }),
      hasNextPage: commits.length > first,
    }
  }

  /** @throws NamescopeError `cluster-not-found`, `invalid-revision`, `revision-not-found` */
  async find(cluster: string, revision: string, scope: Scope): Promise<RevisionReport> {
    const { name } = this.clusters.find(cluster)
    return reportOf(await this.store.findCommit(parseRevision(name, revision)), scope)
  }

  /**
   * Revisions as they become durable, without end: those after the one given, else those after now. Read from the store page by
   * page, so that a slow reader costs no memory.
   * @throws NamescopeError `cluster-not-found`, `invalid-revision`, `revision-not-found` for a revision that is not of this history
   */
  async follow(
    cluster: string | undefined,
    after: string | undefined,
    scope: Scope,
  ): Promise<AsyncIterableIterator<RevisionReport>> {
    const host = this.clusters.find(cluster)
    const start = after === undefined ? host.recorder.durable.revision.number : await this.numberOf(host, after)
    return interruptible((signal) => this.following(host, start, scope, signal))
  }

  private async numberOf(host: ClusterHost, text: string): Promise<number> {
    const revision = parseRevision(host.name, text)
    if (compareRevisions(revision, host.recorder.durable.revision) === 0) return revision.number
    return (await this.store.findCommit(revision)).revision.number
  }

  private async *following(
    { name, recorder }: ClusterHost,
    start: number,
    scope: Scope,
    signal: AbortSignal,
  ): AsyncGenerator<RevisionReport> {
    let last = start
    let wake = (): void => undefined
    const unsubscribe = recorder.subscribe(() => wake())
    signal.addEventListener('abort', () => wake())
    try {
      while (!signal.aborted) {
        const more = new Promise<void>((resolve) => (wake = resolve))
        if (recorder.durable.revision.number === last) await more
        for (const commit of await this.commitsAfter(name, last)) {
          yield reportOf(commit, scope)
          last = commit.revision.number
        }
      }
    } finally {
      unsubscribe()
    }
  }

  private async commitsAfter(cluster: string, number: number): Promise<CommitSummary[]> {
    const page = await this.store.listCommits(cluster, { first: CATCH_UP_PAGE, before: number + CATCH_UP_PAGE + 1 })
    return page.filter(({ revision }) => revision.number > number).toReversed()
  }
}

function reportOf(commit: CommitSummary, scope: Scope): RevisionReport {
  const { revision, kind, observedAt, gapSince, coalesced, changes, note, digest } = commit
  return {
    cluster: revision.cluster,
    revision: revisionText(revision),
    kind,
    observedAt,
    ...(gapSince === undefined ? {} : { gapSince }),
    ...(coalesced === undefined ? {} : { coalesced }),
    ...(scope.all ? { changes, digest, ...(note === undefined ? {} : { note }) } : {}),
  }
}

function cursorNumber(cluster: string, cursor: string): number {
  try {
    return parseRevision(cluster, cursor).number
  } catch (cause) {
    const message = 'The cursor is not one that an earlier page gave; ask for the first page again.'
    throw new NamescopeError('invalid-cursor', message, { field: 'after' }, { cause })
  }
}
