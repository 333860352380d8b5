import { describe, expect, it } from 'vitest'
import { FULL_SCOPE, isVisible, scopeKey, scopeOf } from './scope.js'

describe('a scope', () => {
  it.each([
    ['a', true],
    ['b', true],
    ['c', false],
    ['A', false],
    [undefined, true],
    ['', true],
  ])('of a and b shows %j: %s', (namespace, visible) => {
    expect(isVisible(scopeOf(['a', 'b']), namespace)).toBe(visible)
  })

  it('of everything shows everything', () => {
    for (const namespace of ['a', '', undefined]) expect(isVisible(FULL_SCOPE, namespace)).toBe(true)
  })

  it('of nothing shows what belongs to no namespace', () => {
    expect(isVisible(scopeOf([]), 'a')).toBe(false)
    expect(isVisible(scopeOf([]), undefined)).toBe(true)
  })

  it('has one form and one key, whatever order and repeats it was given in', () => {
    expect(scopeOf(['b', 'a', 'b'])).toEqual(scopeOf(['a', 'b']))
    expect(scopeKey(scopeOf(['b', 'a', 'b']))).toBe(scopeKey(scopeOf(['a', 'b'])))
  })

  it('has a key of its own', () => {
    const scopes = [FULL_SCOPE, scopeOf([]), scopeOf(['a']), scopeOf(['a', 'b']), scopeOf(['ab'])]
    expect(new Set(scopes.map(scopeKey)).size).toBe(scopes.length)
  })
})
