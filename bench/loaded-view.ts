import { keyOf, KINDS, type Commit, type CoverageChange, type Kind, type ObjectChange } from '#libs/cluster-model'
import { advance, emptyView } from '#libs/cluster-view'
import type { ClusterView } from '#libs/zone'
import { LoadCluster, type LoadShape } from '#test/generator'

/** Everything is watched and was seen. */
export const ALL_COMPLETE: readonly CoverageChange[] = (Object.keys(KINDS) as Kind[]).map((kind) => ({
  kind,
  after: { status: 'complete' },
}))

/** The view of a synthetic cluster, straight from its slim objects. */
export function loadedView(shape: LoadShape): { cluster: LoadCluster; view: ClusterView } {
  const cluster = new LoadCluster(shape)
  const changes = [...cluster.objects()].map((after) => ({ key: keyOf(after), after }))
  return { cluster, view: advanced(emptyView('bench'), changes, ALL_COMPLETE).view }
}

/** One commit on top of a view. */
export function advanced(
  view: ClusterView,
  changes: readonly ObjectChange[],
  coverage: readonly CoverageChange[] = [],
): ReturnType<typeof advance> & { readonly commit: Commit } {
  const { revision, observedAt } = view
  const commit: Commit = {
    kind: 'changes',
    revision: { ...revision, number: revision.number + 1 },
    observedAt: observedAt + 1000,
    changes,
    coverage,
  }
  return { ...advance(view, commit), commit }
}
