import type { Commit } from '#libs/cluster-model'
import type { ClusterView } from '#libs/zone'
import { advance } from './advance.js'

/** The view after these commits, in order. Nothing is enumerated on the way. */
export function replay(view: ClusterView, commits: Iterable<Commit>): ClusterView {
  let current = view
  for (const commit of commits) current = advance(current, commit).view
  return current
}
