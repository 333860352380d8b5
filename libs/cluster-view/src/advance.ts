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
import { SerialMoves, laterSerials } from './serials-after.js'
import { settingsOf, touchesSettings } from './settings-of.js'

/** The longest that a large commit may hold the event loop, in milliseconds. */
const LONGEST_PART = 10
/** The clock is read once for so many changes. One slice may have a thousand endpoints, and then takes a millisecond. */
const CHANGES_PER_LOOK = 8

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
  const draft = new ViewDraft(view, commit)
  for (const change of commit.changes) draft.apply(change)
  return draft.finish()
}

/** How a large commit gives way to others. */
export interface Breather {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Lets other work of the event loop run. */
  readonly pause: () => Promise<void>
}

/** `advance` in parts of about 10 ms with a pause between. Readers see the old view until the whole commit is in. */
export async function advanceInParts(view: ClusterView, commit: Commit, { now, pause }: Breather): Promise<Advanced> {
  const draft = new ViewDraft(view, commit)
  let partEnds = now() + LONGEST_PART
  for (const [index, change] of commit.changes.entries()) {
    draft.apply(change)
    if ((index + 1) % CHANGES_PER_LOOK !== 0 || now() < partEnds) continue
    await pause()
    partEnds = now() + LONGEST_PART
  }
  return draft.finish()
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
  const serials = commit.serialsBefore ?? view.serials
  return place({ ...view, ...to, coverage, serials }, draft.finish(), changes.some(touchesSettings))
}

/** A what-if: the view as it would be with these changes. It keeps the number of the revision it was proposed upon. */
export function propose(view: ClusterView, changes: readonly ObjectChange[]): Advanced {
  const { revision, observedAt } = view
  return advance(view, { revision, proposed: true, kind: 'changes', observedAt, changes })
}

/**
 * The next view in the making. All that a commit costs by its number of changes is paid change by change, so that nothing long is
 * left for the end.
 */
class ViewDraft {
  readonly #state: StateDraft
  readonly #serials = new SerialMoves()
  #touchesSettings = false

  constructor(
    private readonly view: ClusterView,
    private readonly commit: Commit,
  ) {
    this.#state = new StateDraft(view.state)
  }

  apply(change: ObjectChange): void {
    this.#state.apply(change)
    this.#serials.note(change)
    this.#touchesSettings ||= touchesSettings(change)
  }

  finish(): Advanced {
    const { view, commit } = this
    const { revision, observedAt, changes } = commit
    const coverage = withCoverage(view.coverage, commit.coverage ?? [])
    const placed = place({ ...view, revision, observedAt, coverage }, this.#state.finish(), this.#touchesSettings)
    const watched = neededKinds(placed.settings)
    const settingsChanged = placed.settings !== view.settings
    const serials =
      commit.origin === undefined
        ? this.#serials.after(view.serials, observedAt, { watched, settingsChanged })
        : laterSerials(view.serials, commit.origin.serials)
    const proposed = commit.proposed === undefined ? undefined : { proposed: true as const }
    const after: ClusterView = { ...placed, serials, ...proposed }
    return { view: after, delta: { before: view, after, changes } }
  }
}

/** The view with another state; settings and zone are the very same objects unless what they rest on was touched. */
function place(view: ClusterView, state: ClusterState, settingsTouched: boolean): ClusterView {
  if (!settingsTouched) return { ...view, state }
  const settings = settingsOf(state)
  return { ...view, state, settings, zone: zoneOf(settings) }
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
