import { describe, expect, it } from 'vitest'
import type { Coverage } from '#libs/cluster-model'
import { readinessOf, type ClusterHealth } from './readiness.js'

const COMPLETE: Coverage = { Service: { status: 'complete' } }

function health(coverage: Coverage, failure?: string, sourceFailure?: string): ClusterHealth {
  return { current: { coverage }, recorder: { failure }, sourceFailure }
}

const CASES: readonly [string, readonly ClusterHealth[], string, number][] = [
  ['all is well', [health(COMPLETE)], 'ready', 0],
  ['nothing was shown yet', [health({})], 'not-ready', 1],
  ['a kind is loading', [health({ ...COMPLETE, Pod: { status: 'loading' } })], 'not-ready', 1],
  ['a kind is not watched', [health({ Pod: { status: 'not-watched', reason: 'no permission' } })], 'ready', 0],
  ['a source was lost', [health({ Service: { status: 'stale', since: 1 } })], 'degraded', 1],
  ['the database fails', [health(COMPLETE, 'disk full')], 'degraded', 1],
  ['a source stopped', [health(COMPLETE, undefined, 'gone')], 'degraded', 1],
  ['one of two clusters loads', [health(COMPLETE), health({}, 'disk full')], 'not-ready', 2],
]

describe('readinessOf', () => {
  it.each(CASES)('%s', (_, clusters, status, reasons) => {
    const readiness = readinessOf(clusters)
    expect(readiness.status).toBe(status)
    expect(readiness.reasons).toHaveLength(reasons)
  })

  it('says the same of two clusters once', () => {
    expect(readinessOf([health({}), health({})]).reasons).toHaveLength(1)
  })
})
