import { describe, expect, it } from 'vitest'
import { isSynced, type Coverage, type KindCoverage } from './coverage.js'

const SEEN: KindCoverage = { status: 'complete' }

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
