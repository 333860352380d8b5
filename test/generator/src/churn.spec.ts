import { describe, expect, it } from 'vitest'
import {
  applyChanges,
  EMPTY_STATE,
  findObject,
  keyOf,
  objectsOfKind,
  slicesOf,
  type ClusterState,
} from '#libs/cluster-model'
import { churn, type ChurnBatch, type ChurnEventName } from './churn.js'
import { selectedPods } from './endpoint-controller.js'
import { LoadCluster } from './load-cluster.js'

const BATCHES = 400

const START = applyChanges(
  EMPTY_STATE,
  [...new LoadCluster({ seed: 1, nodes: 10 }).objects()].map((after) => ({ key: keyOf(after), after })),
)

const EVENTS: readonly ChurnEventName[] = [
  'rolling-update',
  'scale',
  'readiness-flap',
  'create-service',
  'delete-service',
  'relabel-namespace',
  'recreate-stateful-pod',
  'node-loss',
]

function batchesOf(seed: number, only?: readonly ChurnEventName[]): ChurnBatch[] {
  const batches: ChurnBatch[] = []
  for (const batch of churn(START, seed, only)) {
    batches.push(batch)
    if (batches.length === BATCHES) break
  }
  return batches
}

function stateAfter(batches: readonly ChurnBatch[]): ClusterState {
  return batches.reduce((state, { changes }) => applyChanges(state, changes), START)
}

describe('churn', () => {
  it('tells the truth about what stood before each change', () => {
    let state = START
    for (const { changes } of batchesOf(3)) {
      expect(changes.length).toBeGreaterThan(0)
      for (const change of changes) {
        expect(findObject(state, change.key)).toBe(change.before)
        state = applyChanges(state, [change])
      }
    }
  })

  it.each(EVENTS)('brings %s alone when asked to, and every batch in order of time', (event) => {
    const batches = batchesOf(5, [event])
    expect(batches.length).toBeGreaterThan(event === 'delete-service' ? 20 : BATCHES - 1)
    expect(new Set(batches.map((batch) => batch.event))).toEqual(new Set([event]))
    expect(batches.map(({ at }) => at)).toEqual(batches.map(({ at }) => at).toSorted((a, b) => a - b))
  })

  it('is the same for the same seed, and another for another', () => {
    expect(batchesOf(7)).toEqual(batchesOf(7))
    expect(batchesOf(7)).not.toEqual(batchesOf(8))
  })

  it.each(EVENTS)('keeps slices in step with pods after %s', (event) => {
    const state = stateAfter(batchesOf(11, [event]))
    let endpoints = 0
    for (const service of objectsOfKind(state, 'Service')) {
      if (service.namespace === 'default') continue
      const slices = [...slicesOf(state, service.namespace, service.name).values()]
      const held = slices.flatMap((slice) =>
        slice.endpoints.map(({ addresses, ready = true }) => `${addresses.join()} ${ready}`),
      )
      const pods = selectedPods(state, service).filter((pod) => pod.phase === 'Running')
      const wanted = pods.flatMap((pod) => {
        const ready = pod.ready === true && pod.deletedAt === undefined
        return (pod.podIPs ?? []).slice(0, service.ipFamilies?.length).map((address) => `${address} ${ready}`)
      })
      expect(held.toSorted()).toEqual(wanted.toSorted())
      for (const slice of slices) expect(slice.endpoints.length).toBeLessThanOrEqual(100)
      endpoints += held.length
    }
    expect(event === 'delete-service' || endpoints > 0).toBe(true)
  })

  it('gives no address to two pods at once', () => {
    const addresses = [...objectsOfKind(stateAfter(batchesOf(13)), 'Pod')].flatMap((pod) => pod.podIPs ?? [])
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  it('ends where nothing can happen', () => {
    expect([...churn(EMPTY_STATE, 1)]).toEqual([])
  })
})
