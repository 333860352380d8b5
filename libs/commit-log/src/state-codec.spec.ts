import { deflateRawSync, inflateRawSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allObjects,
  applyChanges,
  EMPTY_STATE,
  findObject,
  keyOf,
  keyText,
  type ClusterState,
  type Pod,
} from '#libs/cluster-model'
import { arbitraryHistory } from '../test/arbitrary-history.js'
import type { Checkpoint } from './checkpoint.js'
import { decodeState } from './state-reader.js'
import { encodeState } from './state-writer.js'

const corrupt = expect.objectContaining({ code: 'log-corrupt' })

function checkpointOf(state: ClusterState): Checkpoint {
  return {
    revision: { cluster: 'test', epoch: 3, number: 4711 },
    observedAt: 1_767_225_600_123,
    state,
    coverage: { Pod: { status: 'complete' }, Node: { status: 'not-watched', reason: 'no permission' } },
    serials: { cluster: 1_767_225_600, multicluster: 0, external: 5 },
  }
}

function podState(count: number): ClusterState {
  const pods = Array.from({ length: count }, (_, i): Pod => {
    const group = Math.floor(i / 100)
    return {
      kind: 'Pod',
      namespace: `ns-${i % 3}`,
      name: `web-${group}-${i}`,
      uid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      labels: { app: `web-${group}` },
      spec: { images: [`web:${group}`] },
      podIPs: [`10.1.${i >> 8}.${i & 255}`],
    }
  })
  return applyChanges(
    EMPTY_STATE,
    pods.map((after) => ({ key: keyOf(after), after })),
  )
}

function contents(state: ClusterState): unknown {
  const entries = [...allObjects(state)].map((object) => [keyText(keyOf(object)), JSON.parse(JSON.stringify(object))])
  return Object.fromEntries(entries)
}

describe('a checkpoint in bytes', () => {
  it('gives back every object, coverage and serials', () => {
    fc.assert(
      fc.property(arbitraryHistory, (steps) => {
        const given = checkpointOf(steps.at(-1)!.after)
        const { state, ...rest } = decodeState(encodeState(given))
        expect(contents(state)).toEqual(contents(given.state))
        expect(rest).toEqual({ ...given, state: undefined })
      }),
    )
  })

  it('comes in chunks of bounded size', () => {
    const chunks = [...encodeState(checkpointOf(podState(10_000)))]
    expect(chunks.length).toBeGreaterThan(4)
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(66 * 1024)
    expect(contents(decodeState(chunks).state)).toEqual(contents(podState(10_000)))
  })

  it('has the same bytes whatever order the objects came in', () => {
    const objects = [...allObjects(podState(500))]
    const other = applyChanges(
      EMPTY_STATE,
      objects.toReversed().map((after) => ({ key: keyOf(after), after })),
    )
    expect(bytesOf(other)).toEqual(bytesOf(podState(500)))
  })

  it('is decoded into objects that share what they have in common', () => {
    const { state } = decodeState(encodeState(checkpointOf(podState(90))))
    const [one, two] = ['web-0-3', 'web-0-6'].map((name) => findObject(state, { kind: 'Pod', namespace: 'ns-0', name }))
    expect(one?.labels).toEqual({ app: 'web-0' })
    expect(one?.labels).toBe(two?.labels)
    expect(one?.spec).toBe(two?.spec)
  })

  it('is refused when a chunk is missing, torn, altered, repeated or out of order', () => {
    const chunks = [...encodeState(checkpointOf(podState(3_000)))]
    expect(chunks.length).toBeGreaterThan(3)
    const [header, first, second] = chunks as [Uint8Array, Uint8Array, Uint8Array]
    const rest = chunks.slice(3)
    const altered = Buffer.from(first)
    altered[altered.length >> 1]! ^= 0x01
    const content = inflateRawSync(header)
    const foreign = deflateRawSync(Buffer.from([9, ...content.subarray(1)]))
    const wrong: readonly Uint8Array[][] = [
      [],
      chunks.slice(1),
      chunks.slice(0, -1),
      [header, second, ...rest],
      [header, second, first, ...rest],
      [header, first, first, second, ...rest],
      [header, altered, second, ...rest],
      [header, first.subarray(0, first.length - 1), second, ...rest],
      [...chunks, chunks.at(-1)!],
      [header, header, first, second, ...rest],
      [foreign, ...chunks.slice(1)],
    ]
    for (const chunksGiven of wrong) expect(() => decodeState(chunksGiven)).toThrow(corrupt)
  })
})

function bytesOf(state: ClusterState): string {
  return Buffer.concat([...encodeState(checkpointOf(state))]).toString('hex')
}
