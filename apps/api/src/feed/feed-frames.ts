import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  commitMessageFrame,
  encodeCommitInParts,
  encodeState,
  feedDigest,
  writeFrame,
  type FeedPosition,
} from '#libs/commit-log'
import type { ClusterView } from '#libs/zone'
import { positionOf, type CommitLine, type LineCommit } from './commit-line.js'
import type { FeedSelection } from './feed-selection.js'

/** A whole state behind which so many commits came is still handed out: they cost less than a new one. */
const MOST_BEHIND = 500
/** Selections whose whole state is kept. Followers of one version with one Corefile have the same one. */
const MOST_STATES = 4

/** A whole state, ready to be sent. */
export interface StateFrames {
  readonly position: FeedPosition
  readonly frames: readonly Buffer[]
}

/**
 * What followers are sent, encoded once for all of them: whole states per revision and selection, commits per selection. In
 * parts, so that requests and DNS go on meanwhile.
 */
export class FeedFrames {
  readonly #states = new Map<string, Promise<StateFrames>>()
  readonly #commits = new WeakMap<LineCommit, Map<string, Promise<Buffer | undefined>>>()

  constructor(
    private readonly line: CommitLine,
    private readonly view: () => ClusterView,
  ) {}

  /** A whole state from which the line goes on. */
  async state(selection: FeedSelection): Promise<StateFrames> {
    for (;;) {
      const making = this.#states.get(selection.key)
      if (making === undefined) return this.#begin(selection)
      const state = await making
      if (this.#isRecent(state)) return state
      // Whoever notices first begins the next one; the others find that.
      if (this.#states.get(selection.key) === making) return this.#begin(selection)
    }
  }

  /** The frame of a commit; `undefined` when none of it concerns the selection. */
  commit(entry: LineCommit, selection: FeedSelection): Promise<Buffer | undefined> {
    let frames = this.#commits.get(entry)
    if (frames === undefined) this.#commits.set(entry, (frames = new Map()))
    let frame = frames.get(selection.key)
    if (frame === undefined) frames.set(selection.key, (frame = commitFrame(entry, selection)))
    return frame
  }

  #begin(selection: FeedSelection): Promise<StateFrames> {
    const making = stateFrames(this.view(), selection)
    this.#states.delete(selection.key)
    this.#states.set(selection.key, making)
    making.catch(() => this.#states.delete(selection.key))
    const [oldest] = this.#states.keys()
    if (this.#states.size > MOST_STATES && oldest !== undefined) this.#states.delete(oldest)
    return making
  }

  #isRecent({ position }: StateFrames): boolean {
    const place = this.line.placeBehind(position)
    return place !== undefined && this.line.end - place <= MOST_BEHIND
  }
}

async function stateFrames(view: ClusterView, selection: FeedSelection): Promise<StateFrames> {
  const checkpoint = { ...view, coverage: selection.coverageOf(view.coverage) }
  const frames: Buffer[] = []
  for (const chunk of encodeState(checkpoint, selection.includes, selection.part)) {
    frames.push(writeFrame('state', chunk))
    await nextTurn()
  }
  return { position: positionOf(view), frames }
}

async function commitFrame(entry: LineCommit, selection: FeedSelection): Promise<Buffer | undefined> {
  const commit = selection.commitOf(entry.commit)
  if (commit === undefined) return undefined
  const encoded = await encodeCommitInParts(commit, feedDigest(commit.revision.cluster), () => nextTurn())
  const { base, position, serials } = entry
  return commitMessageFrame({ base, position, serials, encoded })
}
