import { objectText, revisionText, type ObjectKey, type Scope } from '#libs/cluster-model'
import { propose } from '#libs/cluster-view'
import { deltaRecords, type ClusterView, type RecordDifference } from '#libs/zone'
import { proposedChanges, type ProposedChange } from './proposed-change.js'

/** What would follow from a change that has not been made. JSON-able. */
export interface WhatIfReport {
  readonly cluster: string
  /** The revision that it rests upon, as `EPOCH.NUMBER`: a report is true of that one only. */
  readonly base: string
  readonly changes: readonly ProposedObject[]
  readonly records: readonly RecordDifference[]
}

/** One object that would change. */
export interface ProposedObject {
  readonly key: ObjectKey
  /** `Service default/web` */
  readonly object: string
  readonly action: 'create' | 'update' | 'delete'
}

/** The report, and the view as it would be: names can be resolved and records listed in it as in any other. */
export interface WhatIf {
  readonly view: ClusterView
  readonly report: WhatIfReport
}

/**
 * The cluster as it would be after the proposals, by the same `advance` as live changes; the view given is not touched.
 * @throws NamescopeError `object-not-found`, `forbidden`
 */
export function whatIf(base: ClusterView, proposals: readonly ProposedChange[], scope: Scope): WhatIf {
  const { view, delta } = propose(base, proposedChanges(base.state, proposals, scope))
  const changes = delta.changes.map(({ key, before, after }): ProposedObject => ({
    key,
    object: objectText(key),
    action: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
  }))
  return {
    view,
    report: {
      cluster: base.revision.cluster,
      base: revisionText(base.revision),
      changes,
      records: deltaRecords(delta, scope),
    },
  }
}
