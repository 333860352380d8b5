import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sameValue } from '../object-change.js'
import { fingerprint, isIdentical } from './fingerprint.js'
import { Interner } from './interner.js'

/** Few letters and small values, so that equal parts are common. */
const { value } = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(fc.constantFrom('', 'a', 'ab', '1', 'é', null, true, false), fc.integer({ min: -1, max: 2 })),
  value: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'ab', 'constructor'), tie('value'), { noNullPrototype: true }),
  ),
}))
const texts = fc.tuple(value, value).map((pair) => pair.map((one) => JSON.stringify([one])) as [string, string])

describe('fingerprints of JSON-able values', () => {
  it('are equal for equal texts, and values are identical just then', () => {
    fc.assert(
      fc.property(texts, ([left, right]) => {
        const [a, b, again] = [JSON.parse(left), JSON.parse(right), JSON.parse(left)] as unknown[]
        expect(fingerprint(again)).toBe(fingerprint(a))
        expect(isIdentical(a, again)).toBe(true)
        expect(isIdentical(a, b)).toBe(sameValue(a, b))
        expect(isIdentical(a, b) && fingerprint(a) === fingerprint(b)).toBe(left === right)
      }),
      { numRuns: 2000 },
    )
  })

  it('differ between values that hold the same characters', () => {
    const alike = [
      [],
      {},
      [[]],
      [''],
      ['ab'],
      ['a', 'b'],
      { a: 'b' },
      { ab: '' },
      ['1'],
      [1],
      [true],
      [false],
      [null],
      [0],
      [-1],
    ]
    expect(new Set(alike.map((one) => fingerprint(one))).size).toBe(alike.length)
    expect(fingerprint({ a: 1, b: 2 })).not.toBe(fingerprint({ b: 2, a: 1 }))
  })

  it('do not tell fractions apart, and the comparison does', () => {
    expect(fingerprint([0.25])).toBe(fingerprint([0.5]))
    expect(isIdentical([0.25], [0.5])).toBe(false)
  })
})

describe('the interner', () => {
  it('shares just the values of equal JSON text', () => {
    fc.assert(
      fc.property(texts, ([left, right]) => {
        const interner = new Interner()
        const first = interner.share(JSON.parse(left) as object)
        expect(JSON.stringify(first)).toBe(left)
        expect(interner.share(JSON.parse(right) as object) === first).toBe(left === right)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives each of two values with one fingerprint as it is, the later one shared', () => {
    const interner = new Interner()
    interner.share([0.25])
    const later = interner.share([0.5])
    expect(later).toEqual([0.5])
    expect(interner.share([0.5])).toBe(later)
    expect(interner.share([0.25])).toEqual([0.25])
  })
})
