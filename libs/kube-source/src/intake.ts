import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  changeTo,
  keyText,
  type ChangeEvidence,
  type Kind,
  type KindCoverage,
  type ObjectChange,
  type ObjectKey,
  type Sink,
  type SlimObject,
} from '#libs/cluster-model'

/** An object as it is now; without `object` it is gone. */
export interface Seen {
  readonly key: ObjectKey
  readonly object?: SlimObject
  readonly evidence?: ChangeEvidence
}

/** Objects that may wait for a commit before the streams are made to wait; a list counts only once it is whole. */
const MOST_WAITING = 20_000
/** Objects compared with the state before other work has its turn. */
const AT_A_TIME = 2000

/**
 * Between the streams of all collections and the one sink. What comes while a commit is being applied makes up the next one, so a
 * lone change is committed at once, and a flood in few commits. Of several changes to one object that wait, the last counts.
 */
export class Intake {
  readonly #waiting = new Map<string, Seen>()
  readonly #coverage = new Map<Kind, KindCoverage>()
  #gap: { since: number | undefined; note: string } | undefined
  #isCoalesced = false
  #committing: Promise<void> | undefined
  #failure: Error | undefined

  constructor(
    private readonly sink: Sink,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
    /** Called after each commit with the kinds of the objects that changed. */
    private readonly onCommitted: (kinds: ReadonlySet<Kind>) => void,
    /** Called when the sink failed; nothing is taken any more then. */
    private readonly onFailed: (error: Error) => void,
  ) {}

  put(seen: Seen): void {
    const key = keyText(seen.key)
    // Moved to the end: what was seen last is applied last.
    if (this.#waiting.delete(key)) this.#isCoalesced = true
    this.#waiting.set(key, seen)
    this.#start()
  }

  cover(kind: Kind, coverage: KindCoverage): void {
    this.#coverage.set(kind, coverage)
    this.#start()
  }

  /** Nobody was watching since then: what is put in this turn was observed late. */
  gap(since: number | undefined, note: string): void {
    const earlier = this.#gap?.since
    const first = earlier === undefined ? since : since === undefined ? earlier : Math.min(earlier, since)
    this.#gap = { since: first, note: this.#gap === undefined ? note : 'relist of several kinds' }
    this.#start()
  }

  /** The keys among the waiting ones that stand for an object. */
  *waitingKeys(): Generator<ObjectKey> {
    for (const { key, object } of this.#waiting.values()) if (object !== undefined) yield key
  }

  /** Resolves once there is room for more. */
  async room(): Promise<void> {
    while (this.#waiting.size >= MOST_WAITING && this.#committing !== undefined) await this.#committing
  }

  /** Resolves when nothing waits. */
  async settled(): Promise<void> {
    while (this.#committing !== undefined) await this.#committing
  }

  #start(): void {
    if (this.#failure === undefined) this.#committing ??= this.#commitAll()
  }

  async #commitAll(): Promise<void> {
    try {
      while (this.#waiting.size > 0 || this.#coverage.size > 0 || this.#gap !== undefined) {
        // What the same turn of the event loop still puts belongs to the same commit.
        await nextTurn()
        await this.#commit()
      }
    } catch (error) {
      this.#failure = error as Error
      this.onFailed(this.#failure)
    } finally {
      // Directly behind the last look at what waits: what comes later starts anew.
      this.#committing = undefined
    }
  }

  async #commit(): Promise<void> {
    const seen = [...this.#waiting.values()]
    const coverage = [...this.#coverage].map(([kind, after]) => {
      const before = this.sink.coverage[kind]
      return { kind, after, ...(before === undefined ? {} : { before }) }
    })
    const gap = this.#gap
    const isCoalesced = this.#isCoalesced
    this.#waiting.clear()
    this.#coverage.clear()
    this.#gap = undefined
    this.#isCoalesced = false
    const changes = await this.#changesOf(seen)
    if (changes.length === 0 && coverage.length === 0 && gap === undefined) return
    await this.sink.commit({
      kind: gap === undefined ? 'changes' : 'gap',
      observedAt: this.now(),
      changes,
      ...(gap?.since === undefined ? {} : { gapSince: gap.since }),
      ...(gap === undefined ? {} : { note: gap.note }),
      ...(coverage.length === 0 ? {} : { coverage }),
      ...(isCoalesced ? { coalesced: true as const } : {}),
    })
    this.onCommitted(new Set(changes.map(({ key }) => key.kind)))
  }

  async #changesOf(seen: readonly Seen[]): Promise<ObjectChange[]> {
    const changes: ObjectChange[] = []
    for (let start = 0; start < seen.length; start += AT_A_TIME) {
      if (start > 0) await nextTurn()
      for (const { key, object, evidence } of seen.slice(start, start + AT_A_TIME)) {
        const change = changeTo(this.sink.state, key, object, evidence)
        if (change !== undefined) changes.push(change)
      }
    }
    return changes
  }
}
