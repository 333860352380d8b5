import { setTimeout as sleep } from 'node:timers/promises'
import type { Commit } from '#libs/cluster-model'
import type { Applied } from '#libs/cluster-view'
import type { ClusterView } from '#libs/zone'

/** Where commits become durable, all of them or none. */
export type Append = (commits: readonly Commit[]) => Promise<void>

/**
 * Goes on after a loss: begins a new epoch at the durable view, applies everything since then as one gap, and calls `resume`
 * before any other commit is applied.
 */
export type Bridge = (durable: ClusterView, resume: (base: ClusterView, gap: Applied) => void) => Promise<void>

/** Told of commits once they are durable, in order. */
export type DurableListener = (commits: readonly Applied[]) => void

/** Commits of one call; the store groups calls further. */
const LARGEST_BATCH = 500
/** Object changes that may wait while the database does not take them; beyond, history gets a gap instead of memory a leak. */
const MOST_WAITING_CHANGES = 200_000
/** From the first to the longest pause between attempts, in milliseconds. */
const FIRST_PAUSE = 500
const LONGEST_PAUSE = 30_000

/**
 * Brings applied commits to the disk, in order, behind the back of whoever applied them: DNS and reads go on while the database
 * is slow or away. What waits is bounded. When the bound is reached the waiting commits are given up, and `onLost` must bridge
 * from the last durable view once the database is back.
 */
export class Recorder {
  private waiting: Applied[] = []
  private waitingChanges = 0
  private isLost = false
  private working: Promise<void> | undefined
  /** The attempt under way; never rejects. */
  private attempt: Promise<unknown> = Promise.resolve()
  private readonly listeners = new Set<DurableListener>()
  #failure: string | undefined

  /** @param base the last durable view */
  constructor(
    private base: ClusterView,
    private readonly append: Append,
    private readonly bridge: Bridge,
    private readonly signal: AbortSignal,
    private readonly mostWaiting = MOST_WAITING_CHANGES,
  ) {}

  /** The last view that is on the disk. */
  get durable(): ClusterView {
    return this.base
  }

  /** Why commits can't be stored; absent while they can. */
  get failure(): string | undefined {
    return this.#failure
  }

  /** How many commits wait. */
  get waitingCommits(): number {
    return this.waiting.length
  }

  /** Calls the listener with what becomes durable from now on, until the function returned is called. */
  subscribe(listener: DurableListener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Takes a commit that was applied. */
  record(applied: Applied): void {
    if (this.isLost) return
    this.waiting.push(applied)
    this.waitingChanges += applied.commit.changes.length
    if (this.#failure !== undefined && this.waitingChanges > this.mostWaiting) this.giveUpWaiting()
    this.working ??= this.work().finally(() => (this.working = undefined))
  }

  /** Resolves once nothing waits, or storing has failed, or the signal has aborted. */
  async stored(): Promise<void> {
    while (this.working !== undefined && this.#failure === undefined) await Promise.race([this.working, this.attempt])
  }

  private giveUpWaiting(): void {
    this.isLost = true
    this.waiting = []
    this.waitingChanges = 0
  }

  private async work(): Promise<void> {
    let pause = FIRST_PAUSE
    while (this.waiting.length > 0 || this.isLost) {
      try {
        const attempt = this.step()
        this.attempt = attempt.catch(() => undefined)
        await attempt
        this.#failure = undefined
        pause = FIRST_PAUSE
      } catch (error) {
        this.#failure = (error as Error).message
        if (this.signal.aborted) return
        await sleep(pause, undefined, { signal: this.signal }).catch(() => undefined)
        pause = Math.min(pause * 2, LONGEST_PAUSE)
      }
    }
  }

  private async step(): Promise<void> {
    if (this.isLost) {
      return this.bridge(this.base, (base, gap) => {
        this.base = base
        this.isLost = false
        this.waiting.push(gap)
      })
    }
    const batch = this.waiting.slice(0, LARGEST_BATCH)
    await this.append(batch.map(({ commit }) => commit))
    // What waits may have been given up meanwhile, as lost; then these were not, and the gap begins after them.
    if (this.waiting[0] === batch[0]) this.waiting.splice(0, batch.length)
    this.waitingChanges = this.waiting.reduce((sum, { commit }) => sum + commit.changes.length, 0)
    this.base = batch.at(-1)?.view ?? this.base
    for (const listener of this.listeners) listener(batch)
  }
}
