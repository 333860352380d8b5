import type { Applied } from '#libs/cluster-view'
import type { Store } from '#libs/store'
import type { ClusterView } from '#libs/zone'
import type { HostLog } from './cluster-host.js'
import type { DurableListener } from './recorder.js'

/** A replay never has to go through more than this since the last checkpoint. */
const MOST_COMMITS = 1000
const MOST_CHANGES = 20_000

/** Stores whole states now and then, behind the commits, so that no start and no look back replays long. */
export class Checkpointer {
  private commits = 0
  private changes = 0
  private isWriting = false

  constructor(
    private readonly store: Store,
    private readonly signal: AbortSignal,
    private readonly log: HostLog,
  ) {}

  /** Counts what was replayed at the start, which no checkpoint spares the next start yet. */
  readonly counted = (commits: number, changes: number): void => {
    this.commits += commits
    this.changes += changes
  }

  /** Listens to what becomes durable. */
  readonly onDurable: DurableListener = (batch: readonly Applied[]) => {
    for (const { commit } of batch) this.counted(1, commit.changes.length)
    const last = batch.at(-1)
    const isDue = this.commits >= MOST_COMMITS || this.changes >= MOST_CHANGES
    if (last !== undefined && isDue && !this.isWriting) this.write(last.view)
  }

  /** In the background. One that fails is tried again after a later commit; nothing depends on it but time. */
  private write(view: ClusterView): void {
    this.isWriting = true
    const [commits, changes] = [this.commits, this.changes]
    this.store
      .writeCheckpoint(view, this.signal)
      .then(() => this.counted(-commits, -changes))
      .catch((error: Error) => {
        if (!this.signal.aborted) this.log.warn(`A checkpoint could not be stored: ${error.message}`)
      })
      .finally(() => (this.isWriting = false))
  }
}
