import {
  EMPTY_STATE,
  StateDraft,
  keyOf,
  type Coverage,
  type Revision,
  type Serials,
  type SlimObject,
} from '#libs/cluster-model'
import { zoneOf, type ClusterView } from '#libs/zone'
import { settingsOf } from './settings-of.js'

/** A whole state with its place: what a checkpoint holds. */
export interface RestoredState {
  readonly revision: Revision
  readonly observedAt: number
  readonly coverage: Coverage
  readonly serials: Serials
  readonly objects: Iterable<SlimObject>
}

/** The view of a checkpoint: equal to the one that the checkpoint was taken of. */
export function restoreView({ revision, observedAt, coverage, serials, objects }: RestoredState): ClusterView {
  const draft = new StateDraft(EMPTY_STATE)
  for (const after of objects) draft.apply({ key: keyOf(after), after })
  return viewOfState({ revision, observedAt, coverage, serials, state: draft.finish() })
}

/** The view of a state that is built already. */
export function viewOfState(whole: Omit<ClusterView, 'settings' | 'zone' | 'proposed'>): ClusterView {
  const settings = settingsOf(whole.state)
  const { revision, observedAt, state, coverage, serials } = whole
  return { revision, observedAt, state, coverage, settings, zone: zoneOf(settings), serials }
}
