import {
  Interner,
  coverageChanges,
  losingChanges,
  sameValue,
  withCoverage,
  type Coverage,
  type Kind,
  type Observation,
  type Origin,
  type Serials,
  type Sink,
} from '#libs/cluster-model'
import {
  comparePositions,
  followCommit,
  isCompatibleProtocol,
  readCommitMessage,
  readMessage,
  FEED_PROTOCOL,
  type FeedEnd,
  type FeedHello,
  type FeedPosition,
  type Frame,
} from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'
import { WholeState } from './whole-state.js'

/** Where a follower stands. */
interface Standing {
  readonly position: FeedPosition
  readonly serials: Serials
  readonly kinds: readonly Kind[] | undefined
}

/** One stream: from its hello to its end. */
interface Stream {
  readonly hello: FeedHello
  readonly kinds: readonly Kind[] | undefined
  /** While a whole state is coming in. */
  whole?: WholeState
  hasCaughtUp: boolean
}

/** What a follower needs of the world. */
export interface FollowerWorld {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly pause: () => Promise<void>
}

/**
 * Turns the frames of a feed into commits. It believes nothing that does not follow from what it has: a commit that is repeated, left
 * out or was not made from this state throws, and the next stream begins with the whole state.
 */
export class Follower {
  readonly #interner = new Interner()
  #standing: Standing | undefined
  /** The cluster's name on the server: it may not become another. */
  #cluster: string | undefined
  #stream: Stream | undefined
  /** What the server says of its kinds; ours may be stale beside it. */
  #coverage: Coverage = {}
  /** When the state was last known to be the server's. Milliseconds since 1970. */
  #confirmedAt: number | undefined
  #isLost = false

  /** @param from what the sink's state stands for, when it comes from a feed */
  constructor(
    private readonly sink: Sink,
    private readonly world: FollowerWorld,
    from?: Origin,
  ) {
    if (from === undefined) return
    const { revision, observedAt, serials, kinds } = from
    const { cluster, epoch, number } = revision
    this.#cluster = cluster
    this.#standing = { position: { epoch, number, observedAt }, serials, kinds }
  }

  /** Whether the last stream has shown all that the server had. */
  get hasCaughtUp(): boolean {
    return this.#stream?.hasCaughtUp ?? false
  }

  /** The kinds of the stream under way. */
  get kinds(): readonly Kind[] | undefined {
    return this.#stream?.kinds
  }

  /** What to ask for: `undefined` for the whole state. */
  placeFor(kinds: readonly Kind[] | undefined): FeedPosition | undefined {
    return sameValue(kinds ?? null, this.#standing?.kinds ?? null) ? this.#standing?.position : undefined
  }

  /** A stream has ended. */
  disconnected(): void {
    this.#stream = undefined
  }

  /** What was taken in can't be gone on from. */
  forget(): void {
    this.#standing = undefined
  }

  /** Marks the state as stale when it was last confirmed longer ago than `patience`, in milliseconds. */
  async age(patience: number): Promise<void> {
    if (this.#isLost || this.#confirmedAt === undefined || this.world.now() - this.#confirmedAt < patience) return
    this.#isLost = true
    const coverage = losingChanges(this.sink.coverage, this.#confirmedAt)
    if (coverage.length === 0) return
    await this.sink.commit({
      kind: 'changes',
      observedAt: this.world.now(),
      changes: [],
      coverage,
      note: 'the feed was lost',
    })
  }

  /**
   * Takes the first frame of a stream.
   * @param kinds what was asked for
   * @throws NamescopeError `not-acceptable` for a protocol too far from ours, `cluster-mismatch`, `log-corrupt`
   */
  begin({ type, payload }: Frame, kinds: readonly Kind[] | undefined): FeedHello {
    if (type !== 'hello') throw new NamescopeError('log-corrupt', 'The feed does not begin with a hello.')
    const hello = readMessage<FeedHello>(payload)
    if (!isCompatibleProtocol(hello.protocol)) {
      const message = `The feed speaks protocol ${hello.protocol}, this is ${FEED_PROTOCOL}: run versions of Namescope that are at most one minor version apart.`
      throw new NamescopeError('not-acceptable', message)
    }
    if (this.#cluster !== undefined && this.#cluster !== hello.cluster) {
      const message = `The feed is of cluster "${hello.cluster}", but the state at hand of "${this.#cluster}": name the cluster in the address (?cluster=NAME).`
      throw new NamescopeError('cluster-mismatch', message)
    }
    const whole = hello.resumed ? undefined : new WholeState(this.sink, kinds, this.#interner)
    this.#stream = { hello, kinds, hasCaughtUp: false, ...(whole && { whole }) }
    return hello
  }

  /**
   * Takes the next frame of the stream.
   * @throws NamescopeError `log-corrupt` for what does not follow from the state at hand
   */
  async take({ type, payload }: Frame): Promise<'goes-on' | FeedEnd['reason']> {
    const stream = this.#stream
    if (stream === undefined) throw new Error('a stream begins with its hello')
    switch (type) {
      case 'state':
        await this.#takeState(stream, payload)
        break
      case 'commit':
        await this.#takeCommit(stream, payload)
        break
      case 'position':
        await this.#takePosition(stream, readMessage<FeedPosition>(payload))
        break
      case 'end':
        return readMessage<FeedEnd>(payload).reason
      default:
        return 'goes-on'
    }
    await this.#confirm(stream)
    return 'goes-on'
  }

  async #takeState(stream: Stream, chunk: Uint8Array): Promise<void> {
    const { whole } = stream
    if (whole === undefined) throw new NamescopeError('log-corrupt', 'The feed told a state that nobody asked for.')
    whole.add(chunk)
    await this.world.pause()
    if (!whole.isComplete) return
    const { facts, changes, coverage } = await whole.difference(this.world.pause)
    delete stream.whole
    const { revision, observedAt, serials } = facts
    const observed: Observation =
      this.#confirmedAt === undefined
        ? { kind: 'changes', observedAt, changes, coverage, note: 'the whole state of the feed' }
        : { kind: 'gap', gapSince: this.#confirmedAt, observedAt, changes, coverage, note: 'resync with the feed' }
    await this.#commit(stream, { epoch: revision.epoch, number: revision.number, observedAt }, serials, observed)
  }

  async #takeCommit(stream: Stream, payload: Uint8Array): Promise<void> {
    const message = readCommitMessage(stream.hello.cluster, payload)
    const { position } = this.#standingIn(stream)
    // Commits come in order, so all that the server had at its hello has been told.
    if (comparePositions(message.position, stream.hello.current) > 0) await this.#catchUp(stream)
    const commit = followCommit(position, this.sink.state, message, this.#interner)
    const { revision: _revision, serialsBefore: _serials, origin: _origin, ...observation } = commit
    this.#coverage = withCoverage(this.#coverage, commit.coverage ?? [])
    await this.#commit(stream, message.position, message.serials, observation)
    if (comparePositions(message.position, stream.hello.current) >= 0) await this.#catchUp(stream)
  }

  async #takePosition(stream: Stream, position: FeedPosition): Promise<void> {
    const standing = this.#standingIn(stream)
    if (comparePositions(position, standing.position) < 0) {
      throw new NamescopeError('log-corrupt', 'The feed stands before what it has told.')
    }
    this.#standing = { ...standing, position }
    if (comparePositions(position, stream.hello.current) >= 0) await this.#catchUp(stream)
  }

  /** The server has told all that it had at its hello: the state is what it says of it, coverage and serials included. */
  async #catchUp(stream: Stream): Promise<void> {
    if (stream.hasCaughtUp) return
    stream.hasCaughtUp = true
    this.#coverage = stream.hello.coverage
    await this.#coverageCommit(stream, stream.hello.serials)
  }

  /** What comes from a server that has told all that it had confirms the state. */
  async #confirm(stream: Stream): Promise<void> {
    if (!stream.hasCaughtUp) return
    this.#confirmedAt = this.world.now()
    if (!this.#isLost) return
    this.#isLost = false
    await this.#coverageCommit(stream, this.#standingIn(stream).serials)
  }

  async #coverageCommit(stream: Stream, serials: Serials): Promise<void> {
    const standing = this.#standingIn(stream)
    const coverage = coverageChanges(this.sink.coverage, this.#coverage)
    if (coverage.length === 0 && sameValue(serials, standing.serials)) return
    const note = 'the feed confirms the state'
    const observed: Observation = { kind: 'changes', observedAt: this.world.now(), changes: [], coverage, note }
    await this.#commit(stream, standing.position, serials, observed)
  }

  async #commit(stream: Stream, position: FeedPosition, serials: Serials, observed: Observation): Promise<void> {
    const { kinds, hello } = stream
    const { cluster } = hello
    const { epoch, number, observedAt } = position
    const origin: Origin = { revision: { cluster, epoch, number }, observedAt, serials, ...(kinds && { kinds }) }
    // Until it is applied nothing is known for sure.
    this.#standing = undefined
    await this.sink.commit({ ...observed, origin })
    this.#cluster = cluster
    this.#standing = { position, serials, kinds }
  }

  #standingIn(stream: Stream): Standing {
    if (this.#standing !== undefined && stream.whole === undefined) return this.#standing
    throw new NamescopeError('log-corrupt', 'The feed goes on before it has told a whole state.')
  }
}
