import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCluster, anyEdits, edited } from '#test/generator'
import { keyOf, keyText, sameValue } from '../object-change.js'
import type { EndpointSlice } from '../objects/endpoint-slice.js'
import type { SlimObject } from '../objects/kinds.js'
import { allObjects, EMPTY_STATE, type ClusterState } from './cluster-state.js'
import { SERVICE_NAME_LABEL } from './slice-owner.js'
import { changesBetween } from './state-difference.js'
import { applyChanges } from './state-draft.js'

function built(objects: readonly SlimObject[]): ClusterState {
  return applyChanges(
    EMPTY_STATE,
    objects.map((after) => ({ key: keyOf(after), after })),
  )
}

function contentOf(state: ClusterState): string[] {
  return [...allObjects(state)].map((object) => JSON.stringify(object)).toSorted()
}

describe('the changes between two states', () => {
  it('lead from one to the other, one change an object', () => {
    fc.assert(
      fc.property(anyCluster, anyEdits, (objects, batches) => {
        const before = built(objects)
        const after = built(edited(objects, batches.flat()))
        const changes = changesBetween(before, after)
        expect(contentOf(applyChanges(before, changes))).toEqual(contentOf(after))
        expect(new Set(changes.map((change) => keyText(change.key))).size).toBe(changes.length)
        for (const change of changes) expect(sameValue(change.before, change.after)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it('are none between states that hold the same, shared or not', () => {
    fc.assert(
      fc.property(anyCluster, (objects) => {
        const state = built(objects)
        expect(changesBetween(state, state)).toEqual([])
        expect(changesBetween(state, built(structuredClone(objects)))).toEqual([])
      }),
    )
  })

  it('show a slice that changed its Service as one change', () => {
    const slice = (service: string): EndpointSlice => ({
      kind: 'EndpointSlice',
      namespace: 'n',
      name: 'x',
      labels: { [SERVICE_NAME_LABEL]: service },
      addressType: 'IPv4',
      endpoints: [],
    })
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const [before, after] = [slice(from), slice(to)]
      expect(changesBetween(built([before]), built([after]))).toEqual([{ key: keyOf(after), before, after }])
    }
  })
})
