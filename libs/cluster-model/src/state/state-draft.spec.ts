import fc from 'fast-check'
import { Map as PersistentMap } from 'immutable'
import { describe, expect, it } from 'vitest'
import { anyCluster, anyEdits, edited, targetOf, type Edit } from '#test/generator'
import type { ObjectChange } from '../commit.js'
import { changeTo, keyOf } from '../object-change.js'
import type { Endpoint, EndpointSlice } from '../objects/endpoint-slice.js'
import type { SlimObject } from '../objects/kinds.js'
import type { Service } from '../objects/service.js'
import { allObjects, EMPTY_STATE, findObject, objectsOfKind, slicesOf, type ClusterState } from './cluster-state.js'
import { NameMap } from './name-map.js'
import { IMPORT_NAME_LABEL, SERVICE_NAME_LABEL } from './slice-owner.js'
import { applyChanges, StateDraft } from './state-draft.js'

/** The state as plain, sorted JSON text: equal for states that hold the same. Users of an address have no order. */
function contentOf(state: ClusterState): string {
  return JSON.stringify(plain(state))
}

function plain(value: unknown): unknown {
  if (PersistentMap.isMap(value) || value instanceof NameMap) return sortedEntries([...value.entries()])
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value)
  const isUse = fields.length === 3 && 'services' in value && 'slices' in value && Array.isArray(value.services)
  return isUse
    ? sortedEntries(fields.map(([field, users]) => [field, sortedUsers(users as unknown[])]))
    : sortedEntries(fields)
}

function sortedEntries(entries: readonly (readonly [unknown, unknown])[]): unknown {
  return entries.map(([key, value]) => [String(key), plain(value)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function sortedUsers(users: readonly unknown[]): string[] {
  return users.map((user) => JSON.stringify(plain(user))).toSorted()
}

function built(objects: readonly SlimObject[]): ClusterState {
  return applyChanges(
    EMPTY_STATE,
    objects.map((after) => ({ key: keyOf(after), after })),
  )
}

/** The changes of some edits, each with what stands before it; edits that change nothing give none. */
function changesOf(state: ClusterState, edits: readonly Edit[]): ObjectChange[] {
  let current = state
  return edits.flatMap((edit) => {
    const { key, after } = targetOf(edit)
    const change = changeTo(current, key, after)
    if (change === undefined) return []
    current = applyChanges(current, [change])
    return [change]
  })
}

const slice = (name: string, labels: EndpointSlice['labels'], ...endpoints: Endpoint[]): EndpointSlice => ({
  kind: 'EndpointSlice',
  namespace: 'n',
  name,
  ...(labels === undefined ? {} : { labels }),
  addressType: 'IPv4',
  endpoints,
})

const service = (name: string, ...clusterIPs: string[]): Service => ({
  kind: 'Service',
  namespace: 'n',
  name,
  type: 'ClusterIP',
  clusterIPs,
})

const of = (name: string) => ({ [SERVICE_NAME_LABEL]: name })

describe('a state built by changes', () => {
  it('equals the state built anew from the objects that remain, change by change', () => {
    fc.assert(
      fc.property(anyCluster, anyEdits, (objects, batches) => {
        let state = built(objects)
        for (const edits of batches) for (const change of changesOf(state, edits)) state = applyChanges(state, [change])
        expect(contentOf(state)).toBe(contentOf(built(edited(objects, batches.flat()))))
      }),
      { numRuns: 300 },
    )
  })

  it('equals it when a batch goes through one draft', () => {
    fc.assert(
      fc.property(anyCluster, anyEdits, (objects, batches) => {
        let state = built(objects)
        for (const edits of batches) state = applyChanges(state, changesOf(state, edits))
        expect(contentOf(state)).toBe(contentOf(built(edited(objects, batches.flat()))))
      }),
      { numRuns: 300 },
    )
  })

  it('equals it when one draft takes everything, whatever is read of the base meanwhile', () => {
    fc.assert(
      fc.property(anyCluster, anyEdits, (objects, batches) => {
        const base = built(objects)
        const before = contentOf(base)
        const draft = new StateDraft(base)
        for (const change of changesOf(base, batches.flat())) {
          draft.apply(change)
          expect(contentOf(base)).toBe(before)
        }
        expect(contentOf(draft.finish())).toBe(contentOf(built(edited(objects, batches.flat()))))
        expect(contentOf(base)).toBe(before)
      }),
      { numRuns: 150 },
    )
  })

  it('is the same for the same objects in any order', () => {
    fc.assert(
      fc.property(
        anyCluster.chain((objects) =>
          fc.tuple(fc.constant(objects), fc.shuffledSubarray(objects, { minLength: objects.length })),
        ),
        ([objects, shuffled]) => {
          expect(contentOf(built(shuffled))).toBe(contentOf(built(objects)))
        },
      ),
    )
  })

  it('is empty again when every object has gone', () => {
    fc.assert(
      fc.property(anyCluster, anyEdits, (objects, batches) => {
        const state = applyChanges(built(objects), changesOf(built(objects), batches.flat()))
        const gone = applyChanges(
          state,
          [...allObjects(state)].map((before) => ({ key: keyOf(before), before })),
        )
        expect(contentOf(gone)).toBe(contentOf(EMPTY_STATE))
      }),
    )
  })

  it('holds just the objects that were put in, findable by key and by kind', () => {
    fc.assert(
      fc.property(anyCluster, (objects) => {
        const state = built(objects)
        expect(new Set(allObjects(state))).toEqual(new Set(objects))
        for (const object of objects) {
          expect(findObject(state, keyOf(object))).toBe(object)
          expect([...objectsOfKind(state, object.kind)]).toContain(object)
          expect(findObject(state, { ...keyOf(object), name: 'no-such-name' })).toBeUndefined()
        }
      }),
    )
  })

  it('shares every namespace that no change touched', () => {
    fc.assert(
      fc.property(anyCluster, anyEdits, (objects, batches) => {
        const base = built(objects)
        const changes = changesOf(base, batches.flat())
        const touched = new Set(changes.map((change) => change.key.namespace))
        const next = applyChanges(base, changes)
        for (const [name, inNamespace] of base.namespaces) {
          if (!touched.has(name)) expect(next.namespaces.get(name)).toBe(inNamespace)
        }
      }),
    )
  })
})

describe('slices', () => {
  it('stand under the Service that their label names, and under the empty name without one', () => {
    const state = built([slice('x', of('web')), slice('y', of('web')), slice('z', undefined)])
    expect([...slicesOf(state, 'n', 'web').keys()].toSorted()).toEqual(['x', 'y'])
    expect([...slicesOf(state, 'n', '').keys()]).toEqual(['z'])
    expect(slicesOf(state, 'n', 'other').size).toBe(0)
    expect(slicesOf(state, 'elsewhere', 'web').size).toBe(0)
  })

  it('of a ServiceImport stand apart from those of a Service, whatever their other labels say', () => {
    const imported = slice('x', { ...of('web'), [IMPORT_NAME_LABEL]: 'web' }, { addresses: ['10.0.0.1'] })
    const state = built([imported])
    expect(slicesOf(state, 'n', 'web').size).toBe(0)
    expect(state.namespaces.get('n')?.importSlices.get('web')?.get('x')).toBe(imported)
    expect(state.addresses.get(0x0a000001)?.slices).toEqual([
      { namespace: 'n', name: 'x', service: 'web', imported: true },
    ])
  })

  it('move when their label does, addresses with them', () => {
    const before = slice('x', of('web'), { addresses: ['10.0.0.1'] })
    const after = slice('x', of('api'), { addresses: ['10.0.0.1'] })
    const state = applyChanges(built([before]), [{ key: keyOf(before), before, after }])
    expect(slicesOf(state, 'n', 'web').size).toBe(0)
    expect(slicesOf(state, 'n', 'api').get('x')).toBe(after)
    expect(state.addresses.get(0x0a000001)?.slices).toEqual([{ namespace: 'n', name: 'x', service: 'api' }])
  })
})

describe('addresses', () => {
  it('name every user, and go with the last', () => {
    const web = service('web', '10.0.0.1', '2001:db8::1')
    const endpoints = slice('x', of('web'), { addresses: ['10.0.0.1'] })
    const state = built([web, endpoints])
    expect(state.addresses.get(0x0a000001)).toEqual({
      services: [{ namespace: 'n', name: 'web' }],
      slices: [{ namespace: 'n', name: 'x', service: 'web' }],
      pods: [],
    })
    const without = applyChanges(state, [{ key: keyOf(web), before: web }])
    expect(without.addresses.get(0x0a000001)?.services).toEqual([])
    expect(without.addresses.has('2001:db8::1')).toBe(false)
    expect(applyChanges(without, [{ key: keyOf(endpoints), before: endpoints }]).addresses.size).toBe(0)
  })

  it('are one, however they are written', () => {
    const both = slice('x', of('web'), { addresses: ['2001:db8::1'] }, { addresses: ['2001:DB8:0:0::1'] })
    const one = slice('x', of('web'), { addresses: ['2001:db8::1'] })
    const state = applyChanges(built([both]), [{ key: keyOf(both), before: both, after: one }])
    expect(state.addresses.get('2001:db8::1')?.slices).toHaveLength(1)
  })

  it('of a headless Service are none', () => {
    expect(built([service('web', 'None')]).addresses.size).toBe(0)
  })
})

describe('a draft', () => {
  it('is finished once', () => {
    const draft = new StateDraft(EMPTY_STATE)
    draft.finish()
    expect(() => draft.finish()).toThrow('a draft is finished once')
  })
})
