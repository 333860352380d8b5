import { Inject, Injectable } from '@nestjs/common'
import { revisionText, type Scope, type SourceProblem } from '#libs/cluster-model'
import { statusOf, type ClusterStatus, type CoreDnsStatus, type KindStatus } from '#libs/cluster-view'
import type { Store } from '#libs/store'
import { Clusters } from '../ingest/clusters.js'
import type { ClusterHost } from '../ingest/cluster-host.js'
import { STORE } from '../ingest/store-token.js'

/** How much of one kind there is. Callers with limited sight get no count, which would be of all namespaces. */
export type KindReport = Omit<KindStatus, 'objects'> & { readonly objects?: number }

/** How the history of a cluster is being kept. */
export interface StorageReport {
  readonly status: 'ok' | 'failing'
  /** The last revision on disk, as EPOCH.NUMBER; absent while there is none. */
  readonly durable?: string
  /** Commits that wait to be stored. */
  readonly waiting: number
  /** Why commits can't be stored. */
  readonly failure?: string
  /** The size of the database. */
  readonly bytes?: number
}

/** The status of one cluster: what its view says of itself, how its history is kept, and what its source could not take in. */
export interface StatusReport extends Omit<ClusterStatus, 'kinds' | 'coreDns'> {
  readonly coreDns: CoreDnsStatus
  readonly kinds: readonly KindReport[]
  /** Where the state comes from, as configured. Absent for callers with limited sight, as are `problems`. */
  readonly source?: string
  readonly storage: StorageReport
  readonly problems?: readonly SourceProblem[]
}

@Injectable()
export class StatusService {
  constructor(
    private readonly clusters: Clusters,
    @Inject(STORE) private readonly store: Store,
  ) {}

  /** @throws NamescopeError `cluster-not-found` */
  async status(cluster: string | undefined, scope: Scope): Promise<StatusReport> {
    return this.reportOf(this.clusters.find(cluster), scope)
  }

  all(scope: Scope): Promise<StatusReport[]> {
    return Promise.all(this.clusters.all().map((host) => this.reportOf(host, scope)))
  }

  private async reportOf(host: ClusterHost, scope: Scope): Promise<StatusReport> {
    const status = statusOf(host.current)
    const storage = storageOf(host)
    if (scope.all) {
      // A database that is away has no size, and status must be told all the same.
      const bytes = await this.store.size().catch(() => undefined)
      const sized = bytes === undefined ? storage : { ...storage, bytes }
      return { ...status, source: host.source, storage: sized, problems: host.problems }
    }
    return {
      ...status,
      coreDns: withoutObjects(status.coreDns),
      kinds: status.kinds.map(({ objects: _counted, ...kind }) => kind as KindReport),
      assumptions: [],
      storage: { status: storage.status, waiting: storage.waiting },
    }
  }
}

function storageOf({ recorder }: ClusterHost): StorageReport {
  const { durable, waitingCommits, failure } = recorder
  return {
    status: failure === undefined ? 'ok' : 'failing',
    ...(durable.revision.number === 0 ? {} : { durable: revisionText(durable.revision) }),
    waiting: waitingCommits,
    ...(failure === undefined ? {} : { failure }),
  }
}

/** Where the settings stand is an object of a namespace that the caller need not know of. */
function withoutObjects({ configMap: _configMap, workload: _workload, ...coreDns }: CoreDnsStatus): CoreDnsStatus {
  return coreDns
}
