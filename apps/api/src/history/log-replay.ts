import type { Revision } from '#libs/cluster-model'
import { advanceInParts, emptyView, revert, settingsOf, type Breather } from '#libs/cluster-view'
import { commitBackwards, commitForwards, type Checkpoint, type LoggedCommit } from '#libs/commit-log'
import type { CommitSummary, Store } from '#libs/store'
import { zoneOf, type ClusterView } from '#libs/zone'

/** Reading a checkpoint costs about as much as replaying so many commits. */
const CHECKPOINT_COST = 200

/** What every replay needs: the log, and how it gives way to other work. */
export interface Replay {
  readonly store: Store
  readonly breather: Breather
}

/**
 * The view at a stored commit: from the view at hand, from the checkpoint before it, or from the empty state, whichever is
 * nearest, forwards or backwards through the commits.
 * @param atHand a view of the same cluster whose revision is stored, such as the last durable one
 */
export async function viewOfCommit(replay: Replay, target: CommitSummary, atHand: ClusterView): Promise<ClusterView> {
  const { cluster, number } = target.revision
  const { before } = await replay.store.checkpointsNear(cluster, number)
  const fromCheckpoint = before === undefined ? number : number - before.number + CHECKPOINT_COST
  const distance = number - atHand.revision.number
  if (distance < 0 && -distance <= fromCheckpoint) return backwards(replay, target, atHand)
  if (distance >= 0 && distance <= fromCheckpoint) return forwards(replay, target.revision, atHand)
  const base =
    before === undefined
      ? emptyView(cluster)
      : viewOfCheckpoint(await replay.store.readCheckpoint(cluster, before.number))
  return forwards(replay, target.revision, base)
}

/** The view that a checkpoint was taken of. */
export function viewOfCheckpoint({ revision, observedAt, state, coverage, serials }: Checkpoint): ClusterView {
  const settings = settingsOf(state)
  return { revision, observedAt, state, coverage, settings, zone: zoneOf(settings), serials }
}

/** The view after these commits of the log; large ones are applied in parts. */
export async function replayLog(
  base: ClusterView,
  commits: AsyncIterable<LoggedCommit>,
  breather: Breather,
): Promise<ClusterView> {
  let view = base
  for await (const logged of commits) {
    view = (await advanceInParts(view, commitForwards(view.state, logged), breather)).view
  }
  return view
}

function forwards({ store, breather }: Replay, { cluster, number }: Revision, base: ClusterView): Promise<ClusterView> {
  return replayLog(base, store.commitsBetween(cluster, { after: base.revision.number, upTo: number }), breather)
}

async function backwards({ store }: Replay, target: CommitSummary, base: ClusterView): Promise<ClusterView> {
  const { cluster, number } = target.revision
  const range = { after: number, upTo: base.revision.number, direction: 'backwards' } as const
  let view = base
  // Only where the last step leads to shows, so the others may say so too.
  for await (const logged of store.commitsBetween(cluster, range)) {
    view = revert(view, commitBackwards(view.state, logged), target)
  }
  return view
}
