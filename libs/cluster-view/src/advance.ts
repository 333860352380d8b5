import {
  StateDraft,
  withCoverage,
  type ClusterState,
  type Commit,
  type Coverage,
  type CoverageChange,
  type ObjectChange,
} from '#libs/cluster-model'
import { neededKinds, zoneOf, type ClusterView, type RecordDelta } from '#libs/zone'
import { laterSerials, serialsAfter } from './serials-after.js'
import { settingsAfter } from './settings-of.js'

/** The longest that a large commit may hold the event loop, in milliseconds. */
const LONGEST_PART = 10
/** The clock is read once for so many changes: reading it costs as much as applying a small one. */
const CHANGES_PER_LOOK = 64

/** The next view, and what changed on the way. */
export interface Advanced {
  readonly view: ClusterView
  readonly delta: RecordDelta
}

/**
 * The only way forward. Live ingestion, what-if and time travel all call it: the same commit on the same view gives the same
 * next view, whoever asks. The view given is not touched.
 */
export function advance(view: ClusterView, commit: Commit): Advanced {
  const draft = new StateDraft(view.state)
  for (const change of commit.changes) draft.apply(change)
  return assemble(view, commit, draft.finish())
}

/** How a large commit gives way to others. */
export interface Breather {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Lets other work of the event loop run. */
  readonly pause: () => Promise<void>
}

/** `advance` in parts of at most 10 ms with a pause between. Readers see the old view until the whole commit is in. */
export async function advanceInParts(view: ClusterView, commit: Commit, { now, pause }: Breather): Promise<Advanced> {
  const draft = new StateDraft(view.state)
  let partEnds = now() + LONGEST_PART
  for (const [index, change] of commit.changes.entries()) {
    draft.apply(change)
    if ((index + 1) % CHANGES_PER_LOOK !== 0 || now() < partEnds) continue
    await pause()
    partEnds = now() + LONGEST_PART
  }
  return assemble(view, commit, draft.finish())
}

/** The view one commit back, given where that was. `commit` must be the one that led to `view`. */
export function revert(
  view: ClusterView,
  commit: Commit,
  to: Pick<ClusterView, 'revision' | 'observedAt'>,
): ClusterView {
  const changes = commit.changes.toReversed().map(inverse)
  const draft = new StateDraft(view.state)
  for (const change of changes) draft.apply(change)
  const coverage = (commit.coverage ?? []).toReversed().reduce(withCoverageBefore, view.coverage)
  const back = place(
    { ...view, ...to, coverage, serials: commit.serialsBefore ?? view.serials },
    draft.finish(),
    changes,
  )
  return back
}

/** A what-if: the view as it would be with these changes. It keeps the number of the revision it was proposed upon. */
export function propose(view: ClusterView, changes: readonly ObjectChange[]): Advanced {
  const { revision, observedAt } = view
  return advance(view, { revision, proposed: true, kind: 'changes', observedAt, changes })
}

function assemble(view: ClusterView, commit: Commit, state: ClusterState): Advanced {
  const { revision, observedAt, changes } = commit
  const coverage = withCoverage(view.coverage, commit.coverage ?? [])
  const placed = place({ ...view, revision, observedAt, coverage }, state, changes)
  const settingsChanged = placed.settings !== view.settings
  const serials =
    commit.origin === undefined
      ? serialsAfter(view.serials, changes, observedAt, { watched: neededKinds(placed.settings), settingsChanged })
      : laterSerials(view.serials, commit.origin.serials)
  const after: ClusterView = { ...placed, serials, ...(commit.proposed === undefined ? undefined : { proposed: true }) }
  return { view: after, delta: { before: view, after, changes } }
}

function place(view: ClusterView, state: ClusterState, changes: readonly ObjectChange[]): ClusterView {
  const settings = settingsAfter(view.settings, state, changes)
  const zone = settings === view.settings ? view.zone : zoneOf(settings)
  return { ...view, state, settings, zone }
}

function inverse({ key, before, after }: ObjectChange): ObjectChange {
  return {
    key,
    ...(after === undefined ? undefined : { before: after }),
    ...(before === undefined ? undefined : { after: before }),
  }
}

function withCoverageBefore(coverage: Coverage, { kind, before }: CoverageChange): Coverage {
  const { [kind]: _now, ...rest } = coverage
  return before === undefined ? rest : { ...rest, [kind]: before }
}
