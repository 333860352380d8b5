import { isSynced, type Kind } from '#libs/cluster-model'
import { FEED_PROTOCOL, messageFrame, type FeedPosition } from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'
import type { ClusterView } from '#libs/zone'
import { VERSION } from '../http/build.js'
import type { ClusterHost } from '../ingest/cluster-host.js'
import { CommitLine } from './commit-line.js'
import { FeedFrames } from './feed-frames.js'
import { selectionOf, type FeedSelection } from './feed-selection.js'

/** The longest silence on a stream, in milliseconds. Followers take three of them for a lost connection. */
const HEARTBEAT = 5_000
/** Commits that are put together for one write. */
const COMMITS_PER_WRITE = 100
/** Without these a state answers nothing. */
const NEEDED_KINDS: readonly Kind[] = ['Namespace', 'Service']

/** What a follower asks for. */
export interface FeedRequest {
  /** Absent: all. */
  readonly kinds?: readonly Kind[] | undefined
  /** Where the follower stands with these kinds; absent when it has nothing. */
  readonly after?: FeedPosition | undefined
}

/** The feed of one cluster: commits as they are applied, for any number of followers. */
export class ClusterFeed {
  private readonly line: CommitLine
  private readonly frames: FeedFrames
  #followers = 0

  constructor(private readonly host: ClusterHost) {
    this.line = new CommitLine(host.current)
    this.frames = new FeedFrames(this.line, () => host.current)
    host.subscribe((applied) => this.line.add(applied))
  }

  /** How many streams are open. */
  get followers(): number {
    return this.#followers
  }

  /**
   * The stream of one follower: hello, a whole state unless the line goes on behind `after`, then commits. It is made as fast as it
   * is taken, from what all followers share, so a slow one costs no memory; one that is too slow is told to come again.
   * @throws NamescopeError `not-ready` while the cluster was not read yet: a follower's last state is better than an empty one
   */
  open(request: FeedRequest, signal: AbortSignal): AsyncGenerator<readonly Buffer[]> {
    if (!isSynced(this.host.current.coverage, NEEDED_KINDS)) {
      throw new NamescopeError('not-ready', 'The cluster is still being read: nothing can be followed yet.')
    }
    return this.counted(this.stream(request, selectionOf(request.kinds), signal))
  }

  private async *stream(
    { after }: FeedRequest,
    selection: FeedSelection,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Buffer[]> {
    let place = after === undefined ? undefined : this.line.placeBehind(after)
    const resumed = place !== undefined
    const state = resumed ? undefined : await this.frames.state(selection)
    if (state !== undefined) place = this.line.placeBehind(state.position)
    yield [this.hello(resumed, selection)]
    for (const frame of state?.frames ?? []) yield [frame]
    let told: FeedPosition | undefined
    while (!signal.aborted) {
      const commits = place === undefined ? 'new-line' : this.line.from(place, COMMITS_PER_WRITE)
      if (typeof commits === 'string') {
        yield [messageFrame('end', { reason: commits })]
        return
      }
      if (commits.length === 0) {
        // The first time it tells the follower that it has caught up; then that the connection lives.
        if (told === undefined) yield [messageFrame('position', (told = this.line.position))]
        const before = this.line.end
        await this.line.moved(HEARTBEAT, signal)
        if (this.line.end === before && !signal.aborted) yield [messageFrame('position', (told = this.line.position))]
        continue
      }
      const frames = await Promise.all(commits.map((commit) => this.frames.commit(commit, selection)))
      place = (place ?? 0) + commits.length
      const concerning = frames.filter((frame) => frame !== undefined)
      if (concerning.length > 0) yield concerning
    }
  }

  private hello(resumed: boolean, selection: FeedSelection): Buffer {
    const view: ClusterView = this.host.current
    return messageFrame('hello', {
      protocol: FEED_PROTOCOL,
      cluster: this.host.name,
      server: `namescope ${VERSION}`,
      heartbeat: HEARTBEAT,
      resumed,
      current: this.line.position,
      coverage: selection.coverageOf(view.coverage),
      serials: view.serials,
    })
  }

  private async *counted(stream: AsyncGenerator<readonly Buffer[]>): AsyncGenerator<readonly Buffer[]> {
    this.#followers++
    try {
      yield* stream
    } finally {
      this.#followers--
    }
  }
}
