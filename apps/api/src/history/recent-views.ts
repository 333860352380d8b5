import { revisionText } from '#libs/cluster-model'
import type { ClusterView } from '#libs/zone'

/** Views share what did not change between them, so that one more costs about what its commit changed. */
const MOST_VIEWS = 256
/** How long a view is held for whoever pages through it, in milliseconds, unless more than `MOST_VIEWS` are wanted. */
const HOLD_TIME = 10 * 60_000

interface Held {
  readonly view: ClusterView
  until: number
}

/** The views that were used lately: of pages that may be continued, and of the past. Bounded in number and in time. */
export class RecentViews {
  /** By cluster and revision, least recently used first. */
  private readonly held = new Map<string, Held>()

  /** @param now milliseconds since 1970 */
  constructor(
    private readonly now: () => number,
    private readonly most = MOST_VIEWS,
  ) {}

  keep(view: ClusterView): void {
    const key = keyOf(view.revision.cluster, revisionText(view.revision))
    this.held.delete(key)
    this.held.set(key, { view, until: this.now() + HOLD_TIME })
    this.dropOld()
  }

  find(cluster: string, revision: string): ClusterView | undefined {
    const view = this.held.get(keyOf(cluster, revision))?.view
    if (view !== undefined) this.keep(view)
    return view
  }

  private dropOld(): void {
    const now = this.now()
    for (const [key, { until }] of this.held) {
      if (this.held.size <= this.most && until > now) return
      this.held.delete(key)
    }
  }
}

function keyOf(cluster: string, revision: string): string {
  return `${cluster}\n${revision}`
}
