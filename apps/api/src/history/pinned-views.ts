import type { ClusterView } from '#libs/zone'
import type { Views } from './views.js'

/**
 * The views of one operation: the same cluster and moment asked twice is the same view, so that everything within one GraphQL
 * operation tells of one revision even while commits come in.
 */
export class PinnedViews implements Views {
  private readonly views = new Map<string, Promise<ClusterView>>()

  constructor(private readonly source: Views) {}

  find(cluster: string | undefined, at: string | undefined, field?: string): Promise<ClusterView> {
    const key = JSON.stringify([cluster, at])
    const view = this.views.get(key) ?? this.source.find(cluster, at, field)
    this.views.set(key, view)
    return view
  }

  ofCursor(cluster: string | undefined, cursor: string): Promise<ClusterView> {
    return this.source.ofCursor(cluster, cursor)
  }

  keep(view: ClusterView): void {
    this.source.keep(view)
  }
}
