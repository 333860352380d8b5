import {
  changesBetween,
  coverageChanges,
  type Observation,
  type Sink,
  type Source,
  type SourceProblem,
} from '#libs/cluster-model'
import { LiveView, type Applied, type AppliedListener } from '#libs/cluster-view'
import type { Store } from '#libs/store'
import type { ClusterView } from '#libs/zone'
import { BREATHER } from './breather.js'
import { Recorder } from './recorder.js'

/** Problems that are kept for `status`; all of them are in the log. */
const MOST_PROBLEMS = 100

/** Where what happens to a cluster is told. */
export interface HostLog {
  info(message: string): void
  warn(message: string): void
}

export interface HostOptions {
  readonly name: string
  /** As configured. */
  readonly source: string
  /** The last durable view; the empty one while nothing is stored. */
  readonly stored: ClusterView
  /** The revision that this process's epoch begins at: the number of the stored view. */
  readonly begun: ClusterView['revision']
  readonly store: Store
  readonly signal: AbortSignal
  readonly log: HostLog
}

/** One cluster in this process: its live view, the record of its commits, and what its source had to say. */
export class ClusterHost {
  readonly recorder: Recorder
  private live: LiveView
  private problemList: readonly SourceProblem[] = []
  #sourceFailure: string | undefined
  private readonly listeners = new Set<AppliedListener>()
  /** Applying commits, and going on after a loss, take turns. */
  private turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: HostOptions) {
    const { stored, begun, store, signal } = options
    this.recorder = new Recorder(
      stored,
      (commits) => store.append(commits),
      (durable, resume) => this.inTurn(() => this.bridge(durable, resume)),
      signal,
    )
    this.live = this.liveFrom({ ...stored, revision: begun })
  }

  get name(): string {
    return this.options.name
  }

  get source(): string {
    return this.options.source
  }

  /**
   * The view that reads start from. Until the first commit of this epoch it is the stored one, under its own revision: a restart
   * alone changes no revision, no ETag and no cursor.
   */
  get current(): ClusterView {
    const { current } = this.live
    const { durable } = this.recorder
    return current.revision.number === durable.revision.number ? durable : current
  }

  get problems(): readonly SourceProblem[] {
    return this.problemList
  }

  /** Why the source stopped for good; absent while it runs. */
  get sourceFailure(): string | undefined {
    return this.#sourceFailure
  }

  /** Gives the observation its revision and applies it. Resolves once `current` shows it. */
  ingest(observation: Observation): Promise<Applied> {
    return this.inTurn(() => this.live.ingest(observation))
  }

  /** Calls the listener with every commit from now on, across losses of the database, once `current` shows it. */
  subscribe(listener: AppliedListener): void {
    this.listeners.add(listener)
  }

  /**
   * Runs the source until the signal aborts.
   * @throws NamescopeError what the source can't mend by waiting; its last state stays
   */
  async run(source: Source): Promise<void> {
    try {
      await source.run(this.sink(), this.options.signal)
    } catch (error) {
      this.#sourceFailure = (error as Error).message
      throw error
    }
  }

  private sink(): Sink {
    const current = (): ClusterView => this.live.current
    return {
      get state() {
        return current().state
      },
      get coverage() {
        return current().coverage
      },
      commit: async (observation) => {
        await this.ingest(observation)
      },
      report: (problem) => this.report(problem),
    }
  }

  private report(problem: SourceProblem): void {
    const { severity, message, file, line } = problem
    const text = file === undefined ? message : `${file}${line === undefined ? '' : `:${line}`}: ${message}`
    if (severity === 'note') this.options.log.info(text)
    else this.options.log.warn(text)
    this.problemList = [...this.problemList, problem].slice(-MOST_PROBLEMS)
  }

  /**
   * Commits were given up because the database was away for too long. A new epoch begins where the log ends; all that changed
   * since is one commit, a gap.
   */
  private async bridge(durable: ClusterView, resume: (base: ClusterView, gap: Applied) => void): Promise<void> {
    const { name, store, log } = this.options
    const revision = await store.beginEpoch(name)
    const now = this.live.current
    const restarted = new LiveView({ ...durable, revision }, BREATHER)
    const gap = await restarted.ingest({
      kind: 'gap',
      observedAt: now.observedAt,
      gapSince: durable.observedAt,
      changes: changesBetween(durable.state, now.state),
      coverage: coverageChanges(durable.coverage, now.coverage),
      note: 'the database did not take commits',
    })
    this.live = this.attached(restarted)
    resume(durable, gap)
    this.tell(gap)
    log.warn(`${name}: commits were lost while the database was away; the history has a gap.`)
  }

  private liveFrom(base: ClusterView): LiveView {
    return this.attached(new LiveView(base, BREATHER))
  }

  private attached(live: LiveView): LiveView {
    live.subscribe((applied) => {
      this.recorder.record(applied)
      this.tell(applied)
    })
    return live
  }

  private tell(applied: Applied): void {
    for (const listener of this.listeners) listener(applied)
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work)
    this.turn = done.catch(() => undefined)
    return done
  }
}
