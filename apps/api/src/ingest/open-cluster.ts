import { losingChanges, type DnsOptions } from '#libs/cluster-model'
import { age, emptyView, viewOfState } from '#libs/cluster-view'
import type { LoggedCommit } from '#libs/commit-log'
import type { ClusterSource } from '#libs/config'
import type { Store, StoredHistory } from '#libs/store'
import type { ClusterView } from '#libs/zone'
import { replayLog } from '../history/log-replay.js'
import { BREATHER } from './breather.js'
import { Checkpointer } from './checkpointer.js'
import { ClusterHost, type HostLog } from './cluster-host.js'
import { dnsOptionsChange } from '#libs/sources'

export interface OpenOptions {
  readonly name: string
  /** As configured. */
  readonly source: string
  readonly sourceKind: ClusterSource['kind']
  /** Cluster DNS settings that were given by option. */
  readonly dnsOptions: DnsOptions | undefined
  /** How long addresses of pods are believed that no source confirms, in milliseconds. */
  readonly maxStale: number
  readonly store: Store
  readonly signal: AbortSignal
  readonly log: HostLog
}

/**
 * Makes a cluster present in this process: its last state from the store, a new epoch to go on in, and the options of this start.
 * @throws NamescopeError `cluster-mismatch`, `log-corrupt`, `database-unavailable`
 */
export async function openCluster(options: OpenOptions): Promise<ClusterHost> {
  const { name, source, sourceKind, dnsOptions, maxStale, store, signal, log } = options
  await store.registerCluster({ name, source })
  const checkpointer = new Checkpointer(store, signal, log)
  const stored = await storedView(name, await store.loadLatest(name, signal), checkpointer, log)
  const begun = await store.beginEpoch(name)
  const host = new ClusterHost({ name, source, stored, begun, store, signal, log })
  host.recorder.subscribe(checkpointer.onDurable)
  // Manifests are loaded at once; of the others nobody knows when they answer.
  if (sourceKind !== 'manifests') await distrust(host)
  await age(host, Date.now(), maxStale)
  const change = dnsOptionsChange(stored.state, dnsOptions)
  if (change !== undefined) {
    await host.ingest({ kind: 'changes', observedAt: Date.now(), changes: [change], note: 'options of this start' })
  }
  return host
}

/** What was stored is the state of an earlier time until the source confirms it: known to be right at the last commit. */
async function distrust(host: ClusterHost): Promise<void> {
  const { coverage: stored, observedAt } = host.current
  const coverage = losingChanges(stored, observedAt)
  if (coverage.length === 0) return
  const note = 'a restart: the source has not confirmed the state yet'
  await host.ingest({ kind: 'changes', observedAt: Date.now(), changes: [], coverage, note })
}

async function storedView(
  name: string,
  { checkpoint, commits, damaged }: StoredHistory,
  checkpointer: Checkpointer,
  log: HostLog,
): Promise<ClusterView> {
  for (const { number } of damaged)
    log.warn(`${name}: the checkpoint at commit ${number} is damaged and was passed over.`)
  const base = checkpoint === undefined ? emptyView(name) : viewOfState(checkpoint)
  return replayLog(base, counted(commits, checkpointer), BREATHER)
}

async function* counted(
  commits: AsyncIterable<LoggedCommit>,
  checkpointer: Checkpointer,
): AsyncGenerator<LoggedCommit> {
  for await (const commit of commits) {
    checkpointer.counted(1, commit.changes.length)
    yield commit
  }
}
