import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Endpoint } from '#libs/cluster-model'
import { applyDifference, endpointDifference, reversed } from './endpoint-difference.js'

/** An endpoint per letter. */
const endpoints = (letters: string): Endpoint[] => [...letters].map((letter) => ({ addresses: [letter] }))
const letters = (list: readonly (readonly [number, Endpoint])[]): string =>
  list.map(([place, { addresses }]) => `${place}${addresses[0]}`).join(' ')

describe('the difference of two lists of endpoints', () => {
  it.each([
    { before: 'abc', after: 'abc', removed: '', added: '' },
    { before: 'abc', after: 'ac', removed: '1b', added: '' },
    { before: 'abc', after: 'abxc', removed: '', added: '2x' },
    { before: 'abc', after: 'axc', removed: '1b', added: '1x' },
    { before: 'abcd', after: 'bcda', removed: '0a', added: '3a' },
    { before: 'abcde', after: 'xbdey', removed: '0a 2c', added: '0x 4y' },
    { before: 'aab', after: 'ab', removed: '1a', added: '' },
    { before: '', after: 'ab', removed: '', added: '0a 1b' },
  ])('$before -> $after', ({ before, after, removed, added }) => {
    const difference = endpointDifference(endpoints(before), endpoints(after))
    expect(letters(difference.removed)).toBe(removed)
    expect(letters(difference.added)).toBe(added)
  })

  it('leads exactly from one list to the other, and back', () => {
    const list = fc.array(fc.constantFrom(...'abcdef'), { maxLength: 12 }).map((text) => endpoints(text.join('')))
    fc.assert(
      fc.property(list, list, (before, after) => {
        const difference = endpointDifference(before, after)
        expect(applyDifference(before, difference)).toEqual(after)
        expect(applyDifference(after, reversed(difference))).toEqual(before)
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses a list that it was not made from', () => {
    const difference = endpointDifference(endpoints('abc'), endpoints('abx'))
    expect(applyDifference(endpoints('abd'), difference)).toBeUndefined()
    expect(applyDifference(endpoints('a'), { removed: [], added: [[3, { addresses: ['x'] }]] })).toBeUndefined()
  })
})
