import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCluster, anyEdits, targetOf, type Edit } from '#test/generator'
import {
  FULL_SCOPE,
  allObjects,
  changeTo,
  keyOf,
  keyText,
  applyChanges,
  type Commit,
  type Coverage,
  type ObjectChange,
  type SlimObject,
} from '#libs/cluster-model'
import { dataText } from '#libs/dns-model'
import {
  deltaRecords,
  listRecords,
  recordDifference,
  recordId,
  type ClusterView,
  type RecordDifference,
} from '#libs/zone'
import { advance, emptyView, propose, replay, restoreView, revert, type Advanced } from './index.js'

const RUNS = 150

/** The changes that a batch of edits comes to on top of a view. */
function changesOf(view: ClusterView, edits: readonly Edit[]): ObjectChange[] {
  let { state } = view
  return edits.flatMap((edit) => {
    const { key, after } = targetOf(edit)
    const change = changeTo(state, key, after)
    if (change === undefined) return []
    state = applyChanges(state, [change])
    return [change]
  })
}

/** A live run: the first commit brings the cluster, each batch is one more. */
function run(
  objects: readonly SlimObject[],
  batches: readonly (readonly Edit[])[],
): { views: ClusterView[]; steps: Advanced[]; commits: Commit[] } {
  const views = [emptyView('run')]
  const steps: Advanced[] = []
  const commits: Commit[] = []
  for (const edits of [objects.map((put) => ({ put })), ...batches]) {
    const before = views.at(-1) as ClusterView
    const commit: Commit = {
      kind: 'changes',
      revision: { ...before.revision, number: before.revision.number + 1 },
      observedAt: (commits.length + 1) * 1000,
      changes: changesOf(before, edits),
      serialsBefore: before.serials,
    }
    const step = advance(before, commit)
    commits.push(commit)
    steps.push(step)
    views.push(step.view)
  }
  return { views, steps, commits }
}

/** All that can be seen of a view, as plain values. Serials are history and come apart. */
function seen(view: ClusterView): { objects: string[]; records: string[]; settings: unknown; coverage: Coverage } {
  return {
    objects: [...allObjects(view.state)]
      .map((object) => `${keyText(keyOf(object))} ${JSON.stringify(object)}`)
      .toSorted(),
    records: recordTexts(view),
    settings: view.settings,
    coverage: view.coverage,
  }
}

function recordTexts(view: ClusterView): string[] {
  return [...listRecords(view, {}, FULL_SCOPE)].map(({ createdAt: _created, ...record }) => JSON.stringify(record))
}

/** The view of the same objects, derived anew. */
function derivedAnew(view: ClusterView): ClusterView {
  const { revision, observedAt, coverage, serials } = view
  return restoreView({ revision, observedAt, coverage, serials, objects: allObjects(view.state) })
}

const anyRun = fc.tuple(anyCluster, anyEdits)

describe('the one idea: every view comes from advance', () => {
  it('incremental equals deriving the same objects anew', () => {
    fc.assert(
      fc.property(anyRun, ([objects, batches]) => {
        for (const view of run(objects, batches).views) expect(seen(view)).toEqual(seen(derivedAnew(view)))
      }),
      { numRuns: RUNS },
    )
  })

  it('replay of the commits equals the live view, serials and all', () => {
    fc.assert(
      fc.property(anyRun, ([objects, batches]) => {
        const { views, commits } = run(objects, batches)
        const live = views.at(-1) as ClusterView
        const replayed = replay(emptyView('run'), commits)
        expect(seen(replayed)).toEqual(seen(live))
        expect([replayed.revision, replayed.serials, replayed.observedAt]).toEqual([
          live.revision,
          live.serials,
          live.observedAt,
        ])
      }),
      { numRuns: RUNS },
    )
  })

  it('the way back gives each earlier view again', () => {
    fc.assert(
      fc.property(anyRun, ([objects, batches]) => {
        const { views, commits } = run(objects, batches)
        let view = views.at(-1) as ClusterView
        for (let i = commits.length - 1; i >= 0; i--) {
          const earlier = views[i] as ClusterView
          view = revert(view, commits[i] as Commit, earlier)
          expect(seen(view)).toEqual(seen(earlier))
          expect(view.serials).toEqual(earlier.serials)
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('an overlay equals the changed state derived anew, and leaves its base as it was', () => {
    fc.assert(
      fc.property(anyRun, ([objects, batches]) => {
        const base = run(objects, []).views.at(-1) as ClusterView
        const before = seen(base)
        const { view } = propose(base, changesOf(base, batches.flat()))
        expect(seen(view)).toEqual(seen(derivedAnew(view)))
        expect(view.revision).toEqual(base.revision)
        expect(seen(base)).toEqual(before)
      }),
      { numRuns: RUNS },
    )
  })

  it('the records of a delta are exactly what the inventory shows to differ', () => {
    fc.assert(
      fc.property(anyRun, ([objects, batches]) => {
        for (const { delta } of run(objects, batches).steps) {
          const found = deltaRecords(delta, FULL_SCOPE)
          expect(sides(found)).toEqual(inventoryDifference(delta.before, delta.after))
          expect(found).toEqual(recordDifference(delta.before, delta.after, FULL_SCOPE))
          const [old, now] = [dataById(delta.before), dataById(delta.after)]
          for (const { removed, added } of found) {
            for (const { id, data } of removed) expect(data).toBe(old.get(id))
            for (const { id, data } of added) expect(data).toBe(now.get(id))
          }
        }
      }),
      { numRuns: RUNS },
    )
  })
})

function sides(differences: readonly RecordDifference[]): { removed: string[]; added: string[] } {
  const text = (side: 'removed' | 'added'): string[] =>
    differences.flatMap((difference) => difference[side].map(({ id, ttl }) => `${id} ${ttl}`)).toSorted()
  return { removed: text('removed'), added: text('added') }
}

/** RDATA with SRV weights, which are no part of a record's id. */
function dataById(view: ClusterView): Map<string, string> {
  return new Map(
    [...listRecords(view, {}, FULL_SCOPE)].map((record) => [recordId('run', record), dataText(record.data)]),
  )
}

/** The same by brute force: two whole inventories, compared by record. */
function inventoryDifference(before: ClusterView, after: ClusterView): { removed: string[]; added: string[] } {
  const texts = (view: ClusterView): Set<string> => {
    return new Set([...listRecords(view, {}, FULL_SCOPE)].map((record) => `${recordId('run', record)} ${record.ttl}`))
  }
  const [old, now] = [texts(before), texts(after)]
  return {
    removed: [...old].filter((text) => !now.has(text)).toSorted(),
    added: [...now].filter((text) => !old.has(text)).toSorted(),
  }
}
