import { emptyView } from '#libs/cluster-view'
import type { ClusterView } from '#libs/zone'
import { describe, expect, it } from 'vitest'
import { RecentViews } from './recent-views.js'

const MINUTE = 60_000

function view(number: number): ClusterView {
  const empty = emptyView('small')
  return { ...empty, revision: { ...empty.revision, number } }
}

describe('RecentViews', () => {
  it('holds a view for ten minutes after its last use', () => {
    let now = 0
    const recent = new RecentViews(() => now)
    recent.keep(view(1))
    now = 9 * MINUTE
    expect(recent.find('small', '1.1')).toBeDefined()
    now = 18 * MINUTE
    recent.keep(view(2))
    expect(recent.find('small', '1.1')).toBeDefined()
    now = 29 * MINUTE
    recent.keep(view(3))
    expect(recent.find('small', '1.1')).toBeUndefined()
  })

  it('never holds more than its bound, and lets the least recently used go first', () => {
    const recent = new RecentViews(() => 0, 2)
    recent.keep(view(1))
    recent.keep(view(2))
    recent.find('small', '1.1')
    recent.keep(view(3))
    expect([1, 2, 3].map((number) => recent.find('small', `1.${number}`) !== undefined)).toEqual([true, false, true])
  })

  it('holds only a few views that share nothing with the live one', () => {
    const recent = new RecentViews(() => 0, 100, 2)
    recent.keep(view(1), true)
    recent.keep(view(2))
    for (const number of [3, 4]) recent.keep(view(number), true)
    recent.keep(view(4))
    const kept = [1, 2, 3, 4].map((number) => recent.find('small', `1.${number}`) !== undefined)
    expect(kept).toEqual([false, true, true, true])
    expect(recent.replayed('small').map((held) => held.view.revision.number)).toEqual([3, 4])
    expect(recent.replayed('other')).toEqual([])
  })

  it('knows clusters apart', () => {
    const recent = new RecentViews(() => 0)
    recent.keep(view(1))
    expect(recent.find('other', '1.1')).toBeUndefined()
  })
})
