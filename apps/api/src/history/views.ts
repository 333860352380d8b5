import type { ClusterView } from '#libs/zone'

/** Where an operation takes its views from: `ViewAt` itself, or what one GraphQL operation has pinned. */
export interface Views {
  /**
   * The view of a moment; nothing is the live one. `field` names the parameter in errors.
   * @throws NamescopeError `cluster-not-found`, `invalid-argument`, `revision-not-found`, `snapshot-not-found`
   */
  find(cluster: string | undefined, at: string | undefined, field?: string): Promise<ClusterView>
  /**
   * The view that a cursor of a record page is pinned to.
   * @throws NamescopeError `invalid-cursor`, `cursor-expired`
   */
  ofCursor(cluster: string | undefined, cursor: string): Promise<ClusterView>
  /** Holds the view for whoever continues from a cursor of it. */
  keep(view: ClusterView): void
}
