import { EMPTY_STATE, INITIAL_SERIALS } from '#libs/cluster-model'
import { zoneOf, type ClusterView } from '#libs/zone'
import { settingsOf } from './settings-of.js'

/** The view before the first commit: no objects, default settings, nothing known to be complete. */
export function emptyView(cluster: string, epoch = 1): ClusterView {
  const settings = settingsOf(EMPTY_STATE)
  return {
    revision: { cluster, epoch, number: 0 },
    observedAt: 0,
    state: EMPTY_STATE,
    coverage: {},
    settings,
    zone: zoneOf(settings),
    serials: INITIAL_SERIALS,
  }
}
