import type { Commit, Observation, Sink, SourceProblem } from '#libs/cluster-model'
import type { ClusterView, RecordDelta } from '#libs/zone'
import { advanceInParts, type Breather } from './advance.js'

/** A commit in its place, the view it led to, and what changed. */
export interface Applied {
  /** With its revision and the serials before it, as it is stored. */
  readonly commit: Commit
  readonly view: ClusterView
  readonly delta: RecordDelta
}

export type AppliedListener = (applied: Applied) => void

/**
 * The one place where a cluster's view moves on. Observations are given their revisions in the order they come in; readers take
 * `current` and keep what they took. Listeners are called in order, after `current` shows the commit.
 */
export class LiveView {
  #current: ClusterView
  #last: Promise<unknown> = Promise.resolve()
  readonly #listeners = new Set<AppliedListener>()

  constructor(
    base: ClusterView,
    private readonly breather: Breather,
  ) {
    this.#current = base
  }

  get current(): ClusterView {
    return this.#current
  }

  /** Applies an observation after all earlier ones. Resolves once `current` shows it. */
  ingest(observation: Observation): Promise<Applied> {
    const applied = this.#last.then(() => this.#apply(observation))
    this.#last = applied.catch(() => undefined)
    return applied
  }

  /** Calls the listener with every commit from now on, until the function returned is called. */
  subscribe(listener: AppliedListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async #apply(observation: Observation): Promise<Applied> {
    const before = this.#current
    const { cluster, epoch, number } = before.revision
    const commit: Commit = {
      ...observation,
      // Order is what was observed, not what the clock says (it may step back).
      observedAt: Math.max(observation.observedAt, before.observedAt),
      revision: { cluster, epoch, number: number + 1 },
      serialsBefore: before.serials,
    }
    const { view, delta } = await advanceInParts(before, commit, this.breather)
    this.#current = view
    const applied = { commit, view, delta }
    for (const listener of this.#listeners) listener(applied)
    return applied
  }
}

/** The live view as the place where one source's observations go. */
export function liveSink(live: LiveView, report: (problem: SourceProblem) => void): Sink {
  return {
    get state() {
      return live.current.state
    },
    get coverage() {
      return live.current.coverage
    },
    commit: async (observation) => {
      await live.ingest(observation)
    },
    report,
  }
}
