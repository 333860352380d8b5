import { revisionText } from '#libs/cluster-model'
import type { ClusterView } from '#libs/zone'

/** Views share what did not change between them, so that one more costs about what its commits changed. */
const MOST_VIEWS = 256
/** Views that were read from a checkpoint share nothing with the live one: each may be as large as the whole state. */
const MOST_APART = 4
/** How long a view is held for whoever pages through it, in milliseconds, unless more are wanted than may be held. */
const HOLD_TIME = 10 * 60_000

/** A view of a stored revision, and whether it shares nothing with the live one. */
export interface ReplayedView {
  readonly view: ClusterView
  readonly isApart: boolean
}

interface Held {
  readonly view: ClusterView
  /** Absent for a view that was not replayed from the log, and so may be of a revision that is not stored. */
  readonly isApart: boolean | undefined
  readonly until: number
}

/** The views that were used lately: of pages that may be continued, and of the past. Bounded in number and in time. */
export class RecentViews {
  /** By cluster and revision, least recently used first. */
  private readonly held = new Map<string, Held>()

  /** @param now milliseconds since 1970 */
  constructor(
    private readonly now: () => number,
    private readonly most = MOST_VIEWS,
    private readonly mostApart = MOST_APART,
  ) {}

  /** @param isApart given for a view that was replayed from the log */
  keep(view: ClusterView, isApart?: boolean): void {
    const key = keyOf(view.revision.cluster, revisionText(view.revision))
    const known = this.held.get(key)
    this.held.delete(key)
    this.held.set(key, { view, isApart: known?.isApart ?? isApart, until: this.now() + HOLD_TIME })
    this.dropOld()
  }

  find(cluster: string, revision: string): ClusterView | undefined {
    const view = this.held.get(keyOf(cluster, revision))?.view
    if (view !== undefined) this.keep(view)
    return view
  }

  /** The views of one cluster that further replays may start from. */
  replayed(cluster: string): ReplayedView[] {
    return [...this.held.values()].flatMap(({ view, isApart }) =>
      isApart === undefined || view.revision.cluster !== cluster ? [] : [{ view, isApart }],
    )
  }

  private dropOld(): void {
    const now = this.now()
    let apart = [...this.held.values()].filter(({ isApart }) => isApart === true).length
    for (const [key, { until, isApart }] of this.held) {
      const isTooMany = this.held.size > this.most || (isApart === true && apart > this.mostApart)
      if (until > now && !isTooMany) continue
      this.held.delete(key)
      if (isApart === true) apart--
    }
  }
}

function keyOf(cluster: string, revision: string): string {
  return `${cluster}\n${revision}`
}
