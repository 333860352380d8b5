import { describe, expect, it } from 'vitest'
import { objectsOfKind, type ObjectChange, type Pod, type SlimObject } from '#libs/cluster-model'
import { advance, advanceInParts, emptyView, LiveView, type Breather } from './index.js'

const pod = (index: number): Pod => ({
  kind: 'Pod',
  namespace: 'default',
  name: `p${index}`,
  spec: {},
  podIPs: [`10.0.0.${index}`],
})
const added = (after: SlimObject): ObjectChange => ({ key: { ...after }, after })
const COREFILE: SlimObject = {
  kind: 'ConfigMap',
  namespace: 'kube-system',
  name: 'coredns',
  data: { Corefile: '.:53 {\n  kubernetes corp.example\n}' },
}
const CHANGES = [...Array.from({ length: 200 }, (_, index) => added(pod(index))), added(COREFILE)]

/** A clock that each reading moves on, and a count of the pauses. */
function breather(perReading: number, duringPause: () => void = () => undefined) {
  const seen = { pauses: 0, readings: 0 }
  const given: Breather = {
    now: () => ++seen.readings * perReading,
    pause: async () => {
      seen.pauses++
      duringPause()
      await Promise.resolve()
    },
  }
  return { seen, given }
}

describe('a commit in parts', () => {
  const base = emptyView('parts')
  const commit = {
    kind: 'changes',
    revision: { ...base.revision, number: 1 },
    observedAt: 5000,
    changes: CHANGES,
  } as const

  it('leads to the view that it leads to at once: state, settings, zone and serials', async () => {
    const { seen, given } = breather(11)
    const inParts = await advanceInParts(base, commit, given)
    expect(seen.pauses).toBeGreaterThan(1)
    expect(inParts).toEqual(advance(base, commit))
    expect(inParts.view.serials).toEqual({ cluster: 5, multicluster: 5, external: 5 })
    expect(inParts.view.settings.origin.corefile).toBe('cluster')
  })

  it('gives way once a part has lasted 10 ms, and looks at the clock after every eighth change', async () => {
    const { seen, given } = breather(2)
    await advanceInParts(base, commit, given)
    // 25 looks; the fifth after the start of each part finds 10 ms gone, and a new part begins with one more reading.
    expect(seen).toEqual({ pauses: 5, readings: 31 })
  })

  it('is taken whole where it is short, without a pause', async () => {
    const { seen, given } = breather(0)
    await advanceInParts(base, commit, given)
    expect(seen.pauses).toBe(0)
  })

  it('is seen by readers when it is whole, and by subscribers after that', async () => {
    const meanwhile: number[] = []
    const { given } = breather(11, () => meanwhile.push([...objectsOfKind(live.current.state, 'Pod')].length))
    const live: LiveView = new LiveView(base, given)
    const told: boolean[] = []
    live.subscribe(({ view }) => told.push(live.current === view))
    const { view } = await live.ingest({ kind: 'changes', observedAt: 5000, changes: CHANGES })
    expect(new Set(meanwhile)).toEqual(new Set([0]))
    expect(told).toEqual([true])
    expect(live.current).toBe(view)
    expect([...objectsOfKind(view.state, 'Pod')]).toHaveLength(200)
  })
})
