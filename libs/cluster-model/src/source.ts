import type { Observation } from './commit.js'
import type { Coverage } from './coverage.js'
import type { ClusterState } from './state/cluster-state.js'

/** Where cluster state comes from: manifests, a live API, our own feed. It knows nothing of views, stores and answers. */
export interface Source {
  /** For people: `manifests:examples/tour`. */
  readonly description: string
  /**
   * Watches until the signal aborts, telling the sink what it sees. Resolves after the signal; rejects with a NamescopeError
   * only for what can't be mended by waiting (a file named by the user that can't be read, another cluster behind the address).
   */
  run(sink: Sink, signal: AbortSignal): Promise<void>
}

/** Where a source's observations go. One source per sink. */
export interface Sink {
  /** The state with everything that was committed so far: what a source compares with. */
  readonly state: ClusterState
  /** Whoever restores a state marks it as stale; a source says so once it has seen that it is right. */
  readonly coverage: Coverage
  /** Gives the observation its revision and applies it. Resolves once `state` shows it; the source waits, so nothing piles up. */
  commit(observation: Observation): Promise<void>
  /** Something that people should see: a document that was not understood, a file that can't be read. */
  report(problem: SourceProblem): void
}

/** One thing that a source could not take in. Told once for as long as it lasts. */
export interface SourceProblem {
  readonly severity: 'error' | 'warning' | 'note'
  /** Stable: a NamescopeError code, or `unknown-kind`, `ignored-document`. */
  readonly code: string
  readonly message: string
  readonly file?: string
  readonly line?: number
  readonly field?: string
}
