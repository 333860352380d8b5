import type { Logger } from 'pino'
import { isSynced, losingChanges, staleSince, withCoverage, type Kind, type Origin } from '#libs/cluster-model'
import { viewOfState, type LiveView } from '#libs/cluster-view'
import { StateFile, type LastState } from '#libs/feed-source'
import { neededKinds, type ClusterView } from '#libs/zone'

/** Milliseconds from one writing to the next: at least, when something changed; at most, so that its age is known. */
const SHORTEST = 10_000
const LONGEST = 300_000

/** A file of so many octets is worth optimised code. */
const LARGE = 500_000

/** What a process begins with. */
export interface Beginning {
  /** The last state, stale until it is confirmed; `undefined` when there is none to serve. */
  readonly view?: ClusterView
  /** What it stands for, when it came from a feed. */
  readonly origin?: Origin | undefined
}

/** What the metrics tell of it. */
export interface KeptState {
  /** When the file was last written: milliseconds since 1970; 0 for never. */
  readonly writtenAt: number
  readonly octets: number
  readonly failures: number
}

/** The last state on the disk: served at once after a restart, and written again while the source confirms it. */
export class LastStateKeeper {
  #kept: KeptState = { writtenAt: 0, octets: 0, failures: 0 }
  #origin: Origin | undefined
  #written: ClusterView | undefined
  #mayWrite = true
  #lastAttempt = 0

  constructor(
    private readonly file: StateFile,
    /** The source as configured: another one's state is none. */
    private readonly source: string,
    private readonly log: Logger,
  ) {}

  get kept(): KeptState {
    return this.#kept
  }

  /** Whether there is much to read. */
  async isLarge(): Promise<boolean> {
    return (await this.file.octets()) >= LARGE
  }

  /**
   * The last state, as far as there is one that can be served. What is wrong with a file is told, and never stops a start.
   * @throws NamescopeError `source-unreadable` for a file that is there but can't be read
   */
  async begin(): Promise<Beginning> {
    const reading = await this.file.read(this.source)
    switch (reading.kind) {
      case 'none':
        return {}
      case 'state':
        return this.#beginWith(reading.state)
      case 'newer':
        this.#mayWrite = false
        this.log.error(reading.problem)
        return {}
      default:
        this.log[reading.kind === 'corrupt' ? 'error' : 'warn'](reading.problem)
        return {}
    }
  }

  /** Follows the view, for what the state that is kept stands for. */
  follow(live: LiveView): void {
    live.subscribe(({ commit }) => {
      this.#origin = commit.origin ?? this.#origin
    })
  }

  /**
   * Writes the state if it is time to. One that is stale is not written: the file tells when it was last confirmed.
   * @param now milliseconds since 1970
   */
  async keep(view: ClusterView, now: number, pause: () => Promise<void>, { isLast = false } = {}): Promise<void> {
    if (!this.#mayWrite || !isConfirmed(view)) return
    const isChanged = view.state !== this.#written?.state || view.serials !== this.#written.serials
    const wait = now - this.#lastAttempt
    if (isLast ? !isChanged : wait < (isChanged ? SHORTEST : LONGEST)) return
    this.#lastAttempt = now
    try {
      const octets = await this.file.write(
        { checkpoint: view, source: this.source, origin: this.#origin, confirmedAt: now },
        pause,
      )
      this.#written = view
      this.#kept = { ...this.#kept, writtenAt: now, octets }
    } catch (error) {
      if (this.#kept.failures === 0) this.log.error((error as Error).message)
      this.#kept = { ...this.#kept, failures: this.#kept.failures + 1 }
    }
  }

  #beginWith({ checkpoint, origin, confirmedAt }: LastState): Beginning {
    const coverage = withCoverage(checkpoint.coverage, losingChanges(checkpoint.coverage, confirmedAt))
    this.#origin = origin
    const at = new Date(confirmedAt).toISOString()
    this.log.info(`answers from the last state, which was confirmed at ${at}, until the source confirms it again`)
    return { view: viewOfState({ ...checkpoint, coverage }), origin }
  }
}

/** Whether the source says at the moment that the view is the cluster's. */
function isConfirmed({ coverage, settings }: ClusterView): boolean {
  const kinds: readonly Kind[] = [...neededKinds(settings)]
  return isSynced(coverage, kinds) && staleSince(coverage, kinds) === undefined
}
