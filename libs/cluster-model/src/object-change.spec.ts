import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyObject } from '#test/generator'
import { changeTo, keyOf, keyText, sameValue } from './object-change.js'
import type { Service } from './objects/service.js'
import { EMPTY_STATE } from './state/cluster-state.js'
import { applyChanges } from './state/state-draft.js'

const web: Service = { kind: 'Service', namespace: 'n', name: 'web', type: 'ClusterIP', clusterIPs: ['10.96.0.10'] }

describe('sameValue', () => {
  it.each<[string, unknown, unknown, boolean]>([
    ['equal texts', 'a', 'a', true],
    ['texts of other case', 'a', 'A', false],
    ['a number and its text', 1, '1', false],
    ['fields in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['an absent and an undefined field', { a: 1 }, { a: 1, b: undefined }, true],
    ['an undefined and an absent field', { a: 1, b: undefined }, { a: 1 }, true],
    ['an absent and a null field', { a: 1 }, { a: 1, b: null }, false],
    ['a field more', { a: 1 }, { a: 1, b: 2 }, false],
    ['a field with an inherited name', {}, { constructor: {}.constructor }, false],
    ['a field with a name that all objects have', { toString: 1 }, {}, false],
    ['a field less', { a: 1, b: 2 }, { a: 1 }, false],
    ['lists in another order', ['a', 'b'], ['b', 'a'], false],
    ['a longer list', ['a'], ['a', 'b'], false],
    ['a list and an object of its places', ['a'], { 0: 'a' }, false],
    ['an object of its places and a list', { 0: 'a' }, ['a'], false],
    ['nested values', { a: [{ b: { c: [1, 2] } }] }, { a: [{ b: { c: [1, 2] } }] }, true],
    ['a difference deep down', { a: [{ b: { c: [1, 2] } }] }, { a: [{ b: { c: [1, 3] } }] }, false],
    ['null and an object', null, {}, false],
    ['true and absent', { a: true }, {}, false],
    ['an empty list and absent', { a: [] }, {}, false],
  ])('%s: %j and %j: %s', (_, a, b, same) => {
    expect(sameValue(a, b)).toBe(same)
  })

  it('holds for a copy and not for a copy with one leaf changed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(sameValue(a, structuredClone(a))).toBe(true)
        expect(sameValue(a, b)).toBe(sortedText(a) === sortedText(b))
      }),
      { numRuns: 500 },
    )
  })
})

/** The value as text with sorted fields; equal for equal values. Without -0, which JSON writes as 0. */
function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

describe('changeTo', () => {
  const state = applyChanges(EMPTY_STATE, [{ key: keyOf(web), after: web }])

  it('tells what stood there and what will', () => {
    const after = { ...web, clusterIPs: ['10.96.0.11'] }
    expect(changeTo(state, keyOf(web), after)).toEqual({ key: keyOf(web), before: web, after })
    expect(changeTo(EMPTY_STATE, keyOf(web), web)).toEqual({ key: keyOf(web), after: web })
    expect(changeTo(state, keyOf(web), undefined)).toEqual({ key: keyOf(web), before: web })
  })

  it('keeps the evidence beside the object', () => {
    const evidence = { resourceVersion: '7' }
    expect(changeTo(EMPTY_STATE, keyOf(web), web, evidence)).toEqual({ key: keyOf(web), after: web, evidence })
  })

  it('is nothing when nothing would change', () => {
    expect(changeTo(state, keyOf(web), web)).toBeUndefined()
    expect(changeTo(state, keyOf(web), structuredClone(web), { resourceVersion: '8' })).toBeUndefined()
    expect(changeTo(EMPTY_STATE, keyOf(web), undefined)).toBeUndefined()
  })

  it('is nothing for any object that is there already', () => {
    fc.assert(
      fc.property(anyObject, (object) => {
        const holding = applyChanges(EMPTY_STATE, [{ key: keyOf(object), after: object }])
        expect(changeTo(holding, keyOf(object), structuredClone(object))).toBeUndefined()
      }),
    )
  })
})

describe('keyText', () => {
  it('differs for keys that differ in one part', () => {
    const keys = [
      { kind: 'Service', namespace: 'a', name: 'b' },
      { kind: 'Service', namespace: 'b', name: 'a' },
      { kind: 'Pod', namespace: 'a', name: 'b' },
      { kind: 'Node', namespace: '', name: 'b' },
    ] as const
    expect(new Set(keys.map(keyText)).size).toBe(keys.length)
  })
})
