import type { DnsSettings } from '#libs/corefile'
import type { ClusterState, Coverage, ObjectChange, Revision, Serials } from '#libs/cluster-model'
import type { Zone } from './zone.js'

/**
 * All that an answer depends on, at one revision. Never mutated: the next one shares what did not change. Readers hold the view
 * that they started with, so one request sees one revision.
 */
export interface ClusterView {
  readonly revision: Revision
  /** True for a what-if: `revision` is the one it was proposed upon. */
  readonly proposed?: true
  /** When this revision was observed: milliseconds since 1970; 0 before the first commit. */
  readonly observedAt: number
  readonly state: ClusterState
  readonly coverage: Coverage
  readonly settings: DnsSettings
  /** The cluster's zones under those settings. */
  readonly zone: Zone
  readonly serials: Serials
}

/**
 * What one commit did to the records: lazily, as the Services and settings it touched. Records are enumerated only when
 * somebody asks (`recordDifference`); replay never does.
 */
export interface RecordDelta {
  readonly before: ClusterView
  readonly after: ClusterView
  readonly changes: readonly ObjectChange[]
}
