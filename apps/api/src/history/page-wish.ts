import type { ClusterView } from '#libs/zone'
import type { Views } from './views.js'

/** Which page of a list is wanted: of the cursor's revision where there is a cursor, else of the moment. */
export interface PageWish {
  readonly cluster?: string | undefined
  readonly at?: string | undefined
  readonly first: number
  readonly after?: string | undefined
}

/** The view that a page is of. */
export function viewOfPage(views: Views, { cluster, at, after }: PageWish): Promise<ClusterView> {
  return after === undefined ? views.find(cluster, at) : views.ofCursor(cluster, after)
}
