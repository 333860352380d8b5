import { Inject, Injectable } from '@nestjs/common'
import { revisionText, type Scope } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import type { Snapshot, Store } from '#libs/store'
import type { Views } from '../history/views.js'
import type { ClusterHost } from '../ingest/cluster-host.js'
import { Clusters } from '../ingest/clusters.js'
import { STORE } from '../ingest/store-token.js'

/** A named revision. Its note is for callers who may see every namespace. */
export interface SnapshotReport {
  readonly cluster: string
  readonly name: string
  readonly revision: string
  /** When the revision was observed: milliseconds since 1970. */
  readonly observedAt: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly note?: string
}

export interface NewSnapshot {
  readonly cluster?: string | undefined
  readonly name: string
  /** Nothing is now. */
  readonly at?: string | undefined
  readonly note?: string | undefined
}

@Injectable()
export class SnapshotsService {
  constructor(
    private readonly clusters: Clusters,
    @Inject(STORE) private readonly store: Store,
  ) {}

  /** The newest revision first. @throws NamescopeError `cluster-not-found` */
  async list(cluster: string | undefined, scope: Scope): Promise<SnapshotReport[]> {
    const snapshots = await this.store.snapshots.list(this.clusters.find(cluster).name)
    return snapshots.map((snapshot) => reportOf(snapshot, scope))
  }

  /** @throws NamescopeError `cluster-not-found`, `snapshot-not-found` */
  async find(cluster: string | undefined, name: string, scope: Scope): Promise<SnapshotReport> {
    return reportOf(await this.store.snapshots.get(this.clusters.find(cluster).name, name), scope)
  }

  /**
   * Names the revision of a moment. Now is the live view, which has to become durable first.
   * @throws NamescopeError `snapshot-exists`, `invalid-argument` for the name, `not-ready`, `database-unavailable`, and of the moment
   */
  async create(views: Views, { cluster, name, at, note }: NewSnapshot, scope: Scope): Promise<SnapshotReport> {
    const host = this.clusters.find(cluster)
    const { revision } = await views.find(cluster, at)
    if (revision.number === 0) {
      throw new NamescopeError(
        'not-ready',
        `${host.name} has no revision yet that could be named; try again in a moment.`,
      )
    }
    if (at === undefined) await durable(host)
    return reportOf(await this.store.snapshots.create(name, revision, note), scope)
  }

  /** @throws NamescopeError `cluster-not-found`, `snapshot-not-found` */
  async delete(cluster: string | undefined, name: string): Promise<void> {
    await this.store.snapshots.delete(this.clusters.find(cluster).name, name)
  }
}

/** Waits until what was applied is on the disk, as long as the disk takes it. */
async function durable({ recorder }: ClusterHost): Promise<void> {
  await recorder.stored()
  if (recorder.failure === undefined) return
  throw new NamescopeError('database-unavailable', `The live revision is not stored yet: ${recorder.failure}`)
}

function reportOf({ cluster, name, revision, observedAt, createdAt, note }: Snapshot, scope: Scope): SnapshotReport {
  const report = { cluster, name, revision: revisionText(revision), observedAt, createdAt }
  return scope.all && note !== undefined ? { ...report, note } : report
}
