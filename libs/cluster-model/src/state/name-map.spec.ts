import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { NameMap } from './name-map.js'

const hashing = vi.hoisted(() => ({ hash: undefined as ((name: string) => number) | undefined }))

vi.mock(import('./name-hash.js'), async (original) => {
  const { nameHash } = await original()
  return { nameHash: (name) => hashing.hash?.(name) ?? nameHash(name) }
})

afterEach(() => {
  hashing.hash = undefined
})

/** The map's own hash, and worse ones: all alike, alike but for the last level, few that differ, negative ones. */
const HASHES: [string, ((name: string) => number) | undefined][] = [
  ['its own hash', undefined],
  ['one hash for all', () => 7],
  ['hashes that differ in their highest bits', (name) => name.length << 30],
  ['a few hashes', (name) => name.length % 3],
  ['the hash of the first letter', (name) => -(name.codePointAt(0) ?? 0)],
]

interface Value {
  readonly of: number
}

type Step = readonly [what: 'set' | 'delete' | 'open' | 'close', name: string, value: Value]

const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.tuple(
    fc.constantFrom('set', 'set', 'set', 'delete', 'delete', 'open', 'close'),
    fc.string({ unit: fc.constantFrom('a', 'b', '-', '\u{e9}'), maxLength: 4 }),
    fc.record({ of: fc.nat(3) }),
  ),
  { maxLength: 200 },
)

function contentOf(map: Iterable<[string, Value]>): [string, Value][] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function expectSame(map: NameMap<Value>, plain: ReadonlyMap<string, Value>): void {
  expect(map.size).toBe(plain.size)
  expect(contentOf(map)).toEqual(contentOf(plain.entries()))
  for (const [name, value] of plain) expect(map.get(name)).toBe(value)
}

describe.each(HASHES)('a map by names with %s', (_, hash) => {
  it('holds what a native one holds, and leaves older maps as they were', () => {
    hashing.hash = hash
    fc.assert(
      fc.property(anySteps, (steps) => {
        const plain = new Map<string, Value>()
        const older: [NameMap<Value>, ReadonlyMap<string, Value>][] = []
        let map = NameMap.of<Value>()
        let isDraft = false
        for (const [what, name, value] of steps) {
          if (what === 'set') {
            map = map.set(name, value)
            plain.set(name, value)
          } else if (what === 'delete') {
            map = map.delete(name)
            plain.delete(name)
          } else {
            map = what === 'open' ? map.asMutable() : map.asImmutable()
            isDraft = what === 'open'
          }
          expect(map.has(name)).toBe(plain.has(name))
          expect(map.get(name)).toBe(plain.get(name))
          if (!isDraft) older.push([map, new Map(plain)])
        }
        expectSame(map, plain)
        for (const [old, then] of older) expectSame(old, then)
      }),
    )
  })

  it('is walked in one order, however it came about', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 60 }), fc.array(fc.string()), (names, passing) => {
        const value = { of: 0 }
        const straight = NameMap.of(names.map((name) => [name, value]))
        let round = NameMap.of([...passing, ...names.toReversed()].map((name) => [name, value]))
        for (const name of passing) if (!names.includes(name)) round = round.delete(name)
        expect([...round.keys()]).toEqual([...straight.keys()])
        expect([...round.values()]).toHaveLength(names.length)
      }),
    )
  })
})

describe('a map by names', () => {
  const one = { of: 1 }
  const map = NameMap.of([['a', one]])

  it('stays itself when nothing changes', () => {
    expect(map.set('a', one)).toBe(map)
    expect(map.delete('b')).toBe(map)
    expect(map.withMutations((draft) => draft.set('a', one).delete('b'))).toBe(map)
    expect(map.delete('a')).toBe(NameMap.of())
  })

  it('can be changed as any other once its draft is closed', () => {
    const draft = map.asMutable()
    const closed = draft.set('b', { of: 2 }).asImmutable()
    const next = closed.set('c', { of: 3 })
    expect([closed.size, next.size, map.size]).toEqual([2, 3, 1])
    expect(closed.has('c')).toBe(false)
  })
})
