import type { Commit, Serials } from '#libs/cluster-model'
import type { Applied } from '#libs/cluster-view'
import type { FeedPosition } from '#libs/commit-log'
import type { ClusterView } from '#libs/zone'

/** What is kept for followers that come back, or are slow. Beyond, they get a whole state, which is made once for all of them. */
const MOST_COMMITS = 5_000
const MOST_CHANGES = 20_000
/** A commit larger than this is not told by itself: the whole state, in parts, holds nobody's event loop as long. */
const LARGEST_COMMIT = 5_000

/** One commit in the line. */
export interface LineCommit {
  /** Where the line stood before it. */
  readonly base: FeedPosition
  readonly position: FeedPosition
  readonly commit: Commit
  /** After it. */
  readonly serials: Serials
}

/** Why what is behind a place is not to be had. */
export type Gone = 'behind' | 'new-line'

/**
 * The last commits of one cluster, in order. Places in it are numbers that only grow: a follower remembers the next one it needs.
 * A history that goes on from elsewhere (commits were lost with the database) starts a new line.
 */
export class CommitLine {
  #commits: LineCommit[] = []
  /** The place of the first commit that is kept, and of the first one of this line. */
  #first = 0
  #lineStart = 0
  #changes = 0
  #position: FeedPosition
  readonly #waiting = new Set<() => void>()

  constructor(start: ClusterView) {
    this.#position = positionOf(start)
  }

  /** Where the line ends. */
  get position(): FeedPosition {
    return this.#position
  }

  /** The place behind the last commit. */
  get end(): number {
    return this.#first + this.#commits.length
  }

  /** Takes the commit that was applied. */
  add({ commit, view }: Applied): void {
    const base = this.#position
    this.#position = positionOf(view)
    const follows = commit.revision.number === base.number + 1
    if (!follows || commit.changes.length > LARGEST_COMMIT) this.#restart()
    else {
      this.#commits.push({ base, position: this.#position, commit, serials: view.serials })
      this.#changes += commit.changes.length
      this.#trim()
    }
    for (const wake of [...this.#waiting]) wake()
  }

  /** The place behind a position; `undefined` when the line does not know it, or no longer. */
  placeBehind(position: FeedPosition): number | undefined {
    if (isSame(position, this.#position)) return this.end
    const index = this.#commits.findIndex(({ base }) => isSame(base, position))
    return index < 0 ? undefined : this.#first + index
  }

  /** The commits from a place on; or why they are not to be had. */
  from(place: number, most: number): readonly LineCommit[] | Gone {
    if (place < this.#lineStart) return 'new-line'
    if (place < this.#first) return 'behind'
    return this.#commits.slice(place - this.#first, place - this.#first + most)
  }

  /** Resolves with the next commit, after so many milliseconds, or when the signal aborts. */
  moved(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, milliseconds).unref()
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake, { once: true })
      if (signal.aborted) wake()
    })
  }

  #restart(): void {
    // One place further, so that not even a follower that had everything goes on.
    this.#first = this.end + 1
    this.#lineStart = this.#first
    this.#commits = []
    this.#changes = 0
  }

  #trim(): void {
    let dropped = 0
    while (this.#commits.length - dropped > MOST_COMMITS || this.#changes > MOST_CHANGES) {
      this.#changes -= this.#commits[dropped]!.commit.changes.length
      dropped++
    }
    if (dropped === 0) return
    this.#commits.splice(0, dropped)
    this.#first += dropped
  }
}

/** The position of a view. */
export function positionOf({ revision, observedAt }: ClusterView): FeedPosition {
  return { epoch: revision.epoch, number: revision.number, observedAt }
}

function isSame(a: FeedPosition, b: FeedPosition): boolean {
  return a.epoch === b.epoch && a.number === b.number && a.observedAt === b.observedAt
}
