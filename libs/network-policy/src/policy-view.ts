import { revisionText, type ClusterState, type Coverage, type Revision } from '#libs/cluster-model'

/** What a question about policies is asked of; a `ClusterView` is one. */
export interface PolicyView {
  readonly revision: Revision
  /** Milliseconds since 1970. */
  readonly observedAt: number
  readonly state: ClusterState
  readonly coverage: Coverage
}

/** Which cluster and revision a result tells of. */
export interface PolicyPin {
  readonly cluster: string
  /** `EPOCH.NUMBER` */
  readonly revision: string
  /** Milliseconds since 1970. */
  readonly observedAt: number
}

export function pinOf({ revision, observedAt }: PolicyView): PolicyPin {
  return { cluster: revision.cluster, revision: revisionText(revision), observedAt }
}
