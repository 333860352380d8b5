import { describe, expect, it } from 'vitest'
import { LiveView, age, emptyView } from './index.js'

describe('the last state', () => {
  it('becomes too old by a commit, once, and only what was stale for long enough', async () => {
    const view = emptyView('here')
    const coverage = {
      Service: { status: 'complete' },
      Pod: { status: 'stale', since: 6_000 },
      EndpointSlice: { status: 'stale', since: 5_000 },
    } as const
    const live = new LiveView({ ...view, coverage }, { now: () => 0, pause: () => Promise.resolve() })
    await age(live, 10_000, 5_000)
    expect(live.current.revision.number).toBe(0)
    await age(live, 10_001, 5_000)
    await age(live, 10_002, 5_000)
    expect(live.current.revision.number).toBe(1)
    expect(live.current.coverage).toEqual({
      ...coverage,
      EndpointSlice: { status: 'stale', since: 5_000, tooOld: true },
    })
  })
})
