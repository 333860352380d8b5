import { describe, expect, it } from 'vitest'
import { FULL_SCOPE, scopeOf } from '#libs/cluster-model'
import { entityTag, namesTag } from './etag.js'

describe('entityTag', () => {
  it('is equal for equal revisions and scopes, and differs with each', () => {
    const tag = entityTag(['small', '1.1'], FULL_SCOPE)
    expect(tag).toMatch(/^"[\w-]{16}"$/)
    expect(entityTag(['small', '1.1'], FULL_SCOPE)).toBe(tag)
    expect(entityTag(['small', '1.2'], FULL_SCOPE)).not.toBe(tag)
    expect(entityTag(['other', '1.1'], FULL_SCOPE)).not.toBe(tag)
    expect(entityTag(['small', '1.1'], scopeOf(['a']))).not.toBe(tag)
    expect(entityTag(['small', '1.1'], scopeOf(['a', 'b']))).toBe(entityTag(['small', '1.1'], scopeOf(['b', 'a'])))
  })
})

describe('namesTag', () => {
  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
    [undefined, false],
  ])('%s: %s', (header, expected) => {
    expect(namesTag(header, '"a"')).toBe(expected)
  })
})
