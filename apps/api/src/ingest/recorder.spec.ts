import { describe, expect, it, vi } from 'vitest'
import type { Commit, Observation } from '#libs/cluster-model'
import { LiveView, emptyView, type Applied } from '#libs/cluster-view'
import { BREATHER } from './breather.js'
import { Recorder, type Append, type Bridge } from './recorder.js'

const OBSERVATION: Observation = {
  kind: 'changes',
  observedAt: 1,
  changes: [
    { key: { kind: 'Namespace', namespace: '', name: 'a' }, after: { kind: 'Namespace', namespace: '', name: 'a' } },
  ],
}

function setUp(append: Append, bridge: Bridge = () => Promise.reject(new Error('not expected')), mostWaiting?: number) {
  const base = emptyView('small')
  const stopping = new AbortController()
  const recorder = new Recorder(base, append, bridge, stopping.signal, mostWaiting)
  const live = new LiveView(base, BREATHER)
  live.subscribe((applied) => recorder.record(applied))
  const apply = (): Promise<Applied> => live.ingest(OBSERVATION)
  return { recorder, live, apply, stop: () => stopping.abort() }
}

function numbers(commits: readonly Commit[]): number[] {
  return commits.map(({ revision }) => revision.number)
}

describe('Recorder', () => {
  it('stores commits in order, and tells listeners once they are durable', async () => {
    const stored: number[] = []
    const { recorder, apply } = setUp(async (commits) => void stored.push(...numbers(commits)))
    const heard: number[] = []
    recorder.subscribe((batch) => heard.push(...numbers(batch.map(({ commit }) => commit))))
    for (let i = 0; i < 5; i++) await apply()
    await recorder.stored()
    expect(stored).toEqual([1, 2, 3, 4, 5])
    expect(heard).toEqual(stored)
    expect(recorder.durable.revision.number).toBe(5)
    expect(recorder.waitingCommits).toBe(0)
  })

  it('waits for a database that fails, says why, and loses nothing', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    try {
      const stored: number[] = []
      let isDown = true
      const { recorder, apply } = setUp(async (commits) => {
        if (isDown) throw new Error('disk full')
        stored.push(...numbers(commits))
      })
      await apply()
      await apply()
      await recorder.stored()
      expect(recorder.failure).toBe('disk full')
      expect(recorder.waitingCommits).toBe(2)
      isDown = false
      await vi.waitFor(async () => {
        await vi.advanceTimersByTimeAsync(1000)
        expect(stored).toEqual([1, 2])
      })
      expect(recorder.failure).toBeUndefined()
    } finally {
      vi.useRealTimers()
    }
  })

  it('gives up what waits beyond its bound, and goes on with a gap', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    try {
      const stored: number[] = []
      let isDown = true
      const bridged: number[] = []
      const bridge: Bridge = async (durable, resume) => {
        bridged.push(durable.revision.number)
        const revision = { ...durable.revision, epoch: 2 }
        const restarted = new LiveView({ ...durable, revision }, BREATHER)
        resume(durable, await restarted.ingest({ ...OBSERVATION, kind: 'gap' }))
      }
      const { recorder, apply } = setUp(
        async (commits) => {
          if (isDown) throw new Error('gone')
          stored.push(...numbers(commits))
        },
        bridge,
        2,
      )
      await apply()
      await recorder.stored()
      for (let i = 0; i < 10; i++) await apply()
      expect(recorder.waitingCommits).toBe(0)
      isDown = false
      await vi.waitFor(async () => {
        await vi.advanceTimersByTimeAsync(1000)
        expect(stored).toEqual([1])
      })
      expect(bridged).toEqual([0])
      expect(recorder.durable.revision).toEqual({ cluster: 'small', epoch: 2, number: 1 })
    } finally {
      vi.useRealTimers()
    }
  })

  it('stops trying when it is told to stop', async () => {
    const { recorder, apply, stop } = setUp(() => Promise.reject(new Error('gone')))
    await apply()
    await recorder.stored()
    stop()
    await recorder.stored()
    expect(recorder.failure).toBe('gone')
  })
})
