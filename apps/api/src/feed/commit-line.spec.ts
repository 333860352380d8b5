import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, slim } from '#test/fixtures'
import { keyOf, type ObjectChange } from '#libs/cluster-model'
import { emptyView, type Applied } from '#libs/cluster-view'
import type { ClusterView } from '#libs/zone'
import { CommitLine, positionOf } from './commit-line.js'

const CHANGE: ObjectChange = { key: keyOf(slim(SMALL_CLUSTER[0]!)), after: slim(SMALL_CLUSTER[0]!) }

const EMPTY = emptyView('prod')

function viewAt(epoch: number, number: number): ClusterView {
  return { ...EMPTY, revision: { cluster: 'prod', epoch, number }, observedAt: number * 1000 }
}

function applied(epoch: number, number: number, changes = 1): Applied {
  const view = viewAt(epoch, number)
  const commit = {
    revision: view.revision,
    kind: 'changes' as const,
    observedAt: view.observedAt,
    changes: Array.from({ length: changes }, () => CHANGE),
  }
  return { view, commit, delta: { before: view, after: view, changes: [] } }
}

/** A line that began at 1.10 and goes to 1.`end`. */
function lineTo(end: number, changes = 1): CommitLine {
  const line = new CommitLine(viewAt(1, 10))
  for (let number = 11; number <= end; number++) line.add(applied(1, number, changes))
  return line
}

const numbers = (line: CommitLine, place: number): unknown => {
  const commits = line.from(place, 100)
  return typeof commits === 'string' ? commits : commits.map(({ position }) => position.number)
}

describe('the line of commits', () => {
  it('goes on behind each place that it knows, its start included', () => {
    const line = lineTo(13)
    const behind = (number: number): unknown => numbers(line, line.placeBehind(positionOf(viewAt(1, number)))!)
    expect([behind(10), behind(12), behind(13)]).toEqual([[11, 12, 13], [13], []])
  })

  it('does not know what it has not seen, nor the same number of another history', () => {
    const line = lineTo(13)
    expect(line.placeBehind(positionOf(viewAt(1, 9)))).toBeUndefined()
    expect(line.placeBehind(positionOf(viewAt(1, 14)))).toBeUndefined()
    expect(line.placeBehind(positionOf(viewAt(2, 12)))).toBeUndefined()
    expect(line.placeBehind({ epoch: 1, number: 12, observedAt: 12_001 })).toBeUndefined()
  })

  it('goes on over a new epoch that follows the last commit, as after a restart', () => {
    const line = lineTo(13)
    line.add(applied(2, 14))
    expect(numbers(line, line.placeBehind(positionOf(viewAt(1, 12)))!)).toEqual([13, 14])
  })

  it('starts anew where commits were lost', () => {
    const line = lineTo(13)
    const place = line.end
    line.add(applied(2, 12))
    expect(numbers(line, place)).toBe('new-line')
    expect(line.placeBehind(positionOf(viewAt(1, 13)))).toBeUndefined()
    expect(numbers(line, line.placeBehind(positionOf(viewAt(2, 12)))!)).toEqual([])
  })

  it('starts anew with a commit that is too large to be told', () => {
    const line = lineTo(13)
    const place = line.end
    line.add(applied(1, 14, 5_001))
    expect(numbers(line, place)).toBe('new-line')
  })

  it('keeps 20,000 changes at most, and 5,000 commits', () => {
    const large = lineTo(20, 4_000)
    expect(numbers(large, 0)).toBe('behind')
    expect(numbers(large, large.placeBehind(positionOf(viewAt(1, 15)))!)).toEqual([16, 17, 18, 19, 20])
    expect(large.placeBehind(positionOf(viewAt(1, 14)))).toBeUndefined()
    const long = lineTo(5_020, 0)
    expect(long.placeBehind(positionOf(viewAt(1, 20)))).toBeDefined()
    expect(long.placeBehind(positionOf(viewAt(1, 19)))).toBeUndefined()
  })

  it('wakes whoever waits, with a commit or when the time is over', async () => {
    const line = lineTo(10)
    const waiting = line.moved(60_000, new AbortController().signal)
    line.add(applied(1, 11))
    await expect(waiting).resolves.toBeUndefined()
    await expect(line.moved(1, new AbortController().signal)).resolves.toBeUndefined()
    await expect(line.moved(60_000, AbortSignal.abort())).resolves.toBeUndefined()
  })
})
