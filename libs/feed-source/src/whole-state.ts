import {
  allObjects,
  coverageChanges,
  findObject,
  keyOf,
  sameValue,
  type Coverage,
  type CoverageChange,
  type Interner,
  type Kind,
  type ObjectChange,
  type Sink,
  type SlimObject,
} from '#libs/cluster-model'
import { StateObjects, type CheckpointFacts } from '#libs/commit-log'

/** Objects that are looked at between two pauses. */
const OBJECTS_PER_PART = 2_000

/** What leads from the state at hand to a whole one. */
export interface Difference {
  readonly facts: CheckpointFacts
  readonly changes: readonly ObjectChange[]
  readonly coverage: readonly CoverageChange[]
}

/**
 * Takes a whole state in, chunk by chunk, and holds it against the one at hand: what is equal stays the object it was, so that a
 * resync of a cluster that hardly changed costs hardly any memory. Nothing is committed before the last chunk has proved the rest.
 */
export class WholeState {
  readonly #objects: StateObjects
  readonly #changes: ObjectChange[] = []
  readonly #known = new Set<SlimObject>()

  /** @param kinds those that were asked for; `undefined` for all */
  constructor(
    private readonly sink: Sink,
    private readonly kinds: readonly Kind[] | undefined,
    interner: Interner,
  ) {
    this.#objects = new StateObjects(interner)
  }

  get isComplete(): boolean {
    return this.#objects.isComplete
  }

  /** @throws NamescopeError `log-corrupt` */
  add(chunk: Uint8Array): void {
    const { state } = this.sink
    for (const after of this.#objects.add(chunk)) {
      const key = keyOf(after)
      const before = findObject(state, key)
      if (before !== undefined) this.#known.add(before)
      if (before === undefined) this.#changes.push({ key, after })
      else if (!sameValue(before, after)) this.#changes.push({ key, before, after })
    }
  }

  /** @throws NamescopeError `log-corrupt` when a chunk is missing */
  async difference(pause: () => Promise<void>): Promise<Difference> {
    const facts = this.#objects.finish()
    let looked = 0
    for (const before of allObjects(this.sink.state)) {
      if (!this.#known.has(before) && this.#isTold(before.kind)) this.#changes.push({ key: keyOf(before), before })
      if (++looked % OBJECTS_PER_PART === 0) await pause()
    }
    return { facts, changes: this.#changes, coverage: this.#coverageChanges(facts.coverage) }
  }

  /** Options of this process are its own where the feed was not asked for any. */
  #isTold(kind: Kind): boolean {
    return kind !== 'DnsOptions' || this.kinds === undefined || this.kinds.includes(kind)
  }

  #coverageChanges(told: Coverage): CoverageChange[] {
    const untold = Object.keys(this.sink.coverage).filter((kind) => told[kind as Kind] === undefined)
    const unwatched = untold.map((kind) => [kind, { status: 'not-watched', reason: 'The feed is not asked for it.' }])
    return coverageChanges(this.sink.coverage, { ...told, ...(Object.fromEntries(unwatched) as Coverage) })
  }
}
