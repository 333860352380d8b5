import { Interner } from '#libs/cluster-model'
import { advanceInParts, emptyView, revert, viewOfState, type Breather } from '#libs/cluster-view'
import { commitBackwards, commitForwards, type LoggedCommit } from '#libs/commit-log'
import type { CommitSummary, Store } from '#libs/store'
import type { ClusterView } from '#libs/zone'
import type { ReplayedView } from './recent-views.js'

/** Reading a checkpoint costs about as much as replaying so many commits. */
const CHECKPOINT_COST = 200

/** What every replay needs: the log, and how it gives way to other work. */
export interface Replay {
  readonly store: Store
  readonly breather: Breather
}

/**
 * The view at a stored commit: from the nearest of the views at hand, from the checkpoint before it, or from the empty state,
 * whichever is nearest, forwards or backwards through the commits.
 * @param atHand views of the same cluster whose revisions are stored, such as the last durable one; at least one
 */
export async function viewOfCommit(
  replay: Replay,
  target: CommitSummary,
  atHand: readonly ReplayedView[],
): Promise<ReplayedView> {
  const { cluster, number } = target.revision
  const distance = ({ view }: ReplayedView): number => Math.abs(number - view.revision.number)
  const nearest = atHand.toSorted((a, b) => distance(a) - distance(b))[0]
  const { before } = await replay.store.checkpointsNear(cluster, number)
  const fromCheckpoint = before === undefined ? number : number - before.number + CHECKPOINT_COST
  if (nearest !== undefined && distance(nearest) <= fromCheckpoint) {
    const { view, isApart } = nearest
    const isLater = view.revision.number > number
    return { view: await (isLater ? backwards(replay, target, view) : forwards(replay, target, view)), isApart }
  }
  const base =
    before === undefined ? emptyView(cluster) : viewOfState(await replay.store.readCheckpoint(cluster, before.number))
  return { view: await forwards(replay, target, base), isApart: true }
}

/** The view after these commits of the log; large ones are applied in parts. */
export async function replayLog(
  base: ClusterView,
  commits: AsyncIterable<LoggedCommit>,
  breather: Breather,
): Promise<ClusterView> {
  const interner = new Interner()
  let view = base
  for await (const logged of commits) {
    view = (await advanceInParts(view, commitForwards(view.state, logged, interner), breather)).view
  }
  return view
}

function forwards({ store, breather }: Replay, { revision }: CommitSummary, base: ClusterView): Promise<ClusterView> {
  const { cluster, number } = revision
  return replayLog(base, store.commitsBetween(cluster, { after: base.revision.number, upTo: number }), breather)
}

async function backwards({ store }: Replay, target: CommitSummary, base: ClusterView): Promise<ClusterView> {
  const { cluster, number } = target.revision
  const range = { after: number, upTo: base.revision.number, direction: 'backwards' } as const
  const interner = new Interner()
  let view = base
  // Only where the last step leads to shows, so the others may say so too.
  for await (const logged of store.commitsBetween(cluster, range)) {
    view = revert(view, commitBackwards(view.state, logged, interner), target)
  }
  return view
}
