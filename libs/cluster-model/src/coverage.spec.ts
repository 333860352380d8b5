import { describe, expect, it } from 'vitest'
import { isSettled, isSynced, type Coverage, type KindCoverage } from './coverage.js'
import { KINDS } from './objects/kinds.js'

const SEEN: KindCoverage = { status: 'complete' }

describe('isSettled', () => {
  const all = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, { status: 'complete' }])) as Coverage

  it.each<[string, Coverage, boolean]>([
    ['everything was listed', all, true],
    ['a kind is not watched', { ...all, Gateway: { status: 'not-watched', reason: 'none there' } }, true],
    ['a kind is being listed', { ...all, Pod: { status: 'loading' } }, false],
    ['nothing was heard of', {}, false],
  ])('%s', (_, coverage, expected) => {
    expect(isSettled(coverage)).toBe(expected)
  })
})

describe('kinds are synced', () => {
  it.each<[string, Coverage, boolean]>([
    ['when each was seen whole', { Service: SEEN, Pod: SEEN }, true],
    ['when the source was lost since', { Service: SEEN, Pod: { status: 'stale', since: 1 } }, true],
    ['not while one is loading', { Service: SEEN, Pod: { status: 'loading' } }, false],
    ['not when nobody watches one', { Service: SEEN, Pod: { status: 'not-watched', reason: 'forbidden' } }, false],
    ['not when nothing is known of one', { Service: SEEN }, false],
  ])('%s', (_, coverage, synced) => {
    expect(isSynced(coverage, ['Service', 'Pod'])).toBe(synced)
  })

  it('when none is asked for', () => {
    expect(isSynced({}, [])).toBe(true)
  })

  it('whatever the others are', () => {
    expect(isSynced({ Service: SEEN, Pod: { status: 'loading' } }, ['Service'])).toBe(true)
  })
})
