import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allObjects,
  applyChanges,
  EMPTY_STATE,
  Interner,
  keyOf,
  keyText,
  type ClusterState,
  type Pod,
  type SlimObject,
} from '#libs/cluster-model'
import { arbitraryHistory, commitOf } from '../test/arbitrary-history.js'
import { decodeChange, encodeChange } from './change-body.js'
import { decodeCommit, encodeCommit, verifyCommit, type EncodedCommit } from './commit-codec.js'
import { readCommitFrame, writeCommitFrame } from './commit-frame.js'
import { bodyDigest, CommitDigest, firstDigest } from './digest.js'
import { packValue } from './packed-writer.js'
import { commitBackwards, commitForwards } from './replay.js'

const pod: Pod = { kind: 'Pod', namespace: 'default', name: 'a', uid: 'u', spec: {}, podIPs: ['10.1.0.1'] }
const created = commitOf(1, [{ key: keyOf(pod), after: pod }])
const corrupt = expect.objectContaining({ code: 'log-corrupt' })

function contents(state: ClusterState): Record<string, SlimObject> {
  return Object.fromEntries([...allObjects(state)].map((object) => [keyText(keyOf(object)), plain(object)]))
}

/** Without fields that are undefined, which count as absent everywhere. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

describe('a commit in bytes', () => {
  it('leads from the state before to the state after and back, exactly', () => {
    fc.assert(
      fc.property(arbitraryHistory, (steps) => {
        let forwards = EMPTY_STATE
        const logged = steps.map(({ commit }) => decodeCommit(encodeCommit(commit, firstDigest('test'))))
        for (const [index, { commit, after }] of steps.entries()) {
          const whole = commitForwards(forwards, logged[index]!)
          expect(plain(whole)).toEqual(plain(commit))
          forwards = applyChanges(forwards, whole.changes)
          expect(contents(forwards)).toEqual(contents(after))
        }
        let backwards = forwards
        for (const { commit, before } of steps.toReversed()) {
          const whole = commitBackwards(backwards, logged[commit.revision.number - 1]!)
          expect(plain(whole)).toEqual(plain(commit))
          const undo = whole.changes
            .toReversed()
            .map(({ key, before: old, after }) => ({ key, before: after, after: old }))
          backwards = applyChanges(backwards, undo as never)
          expect(contents(backwards)).toEqual(contents(before))
        }
      }),
    )
  })

  it('keeps everything that a commit says beside its changes', () => {
    const commit = {
      ...commitOf(7, []),
      kind: 'gap' as const,
      gapSince: 1_700_000_000_000,
      coalesced: true as const,
      note: 'relist after 40 s',
      coverage: [
        {
          kind: 'Pod' as const,
          before: { status: 'stale' as const, since: 5 },
          after: { status: 'complete' as const },
        },
      ],
    }
    expect(decodeCommit(encodeCommit(commit, firstDigest('test')))).toEqual(commit)
  })

  it('keeps only the fields that differ, and of a slice only the endpoints', () => {
    const after: Pod = { ...pod, podIPs: ['10.1.0.2'], ready: true }
    const update = decodeChange(keyOf(pod), encodeChange({ key: keyOf(pod), before: pod, after }))
    expect(update).toEqual({
      key: keyOf(pod),
      fieldSet: 1,
      operation: 'update',
      before: { podIPs: ['10.1.0.1'] },
      after: { podIPs: ['10.1.0.2'], ready: true },
    })
  })

  it('is replayed into objects that share what they have in common', () => {
    const twins = ['a', 'b'].map((name): Pod => ({ ...pod, name, labels: { app: 'web' }, spec: { images: ['web:1'] } }))
    const commit = commitOf(
      1,
      twins.map((after) => ({ key: keyOf(after), after })),
    )
    const logged = decodeCommit(encodeCommit(commit, firstDigest('test')))
    const { changes } = commitForwards(EMPTY_STATE, logged, new Interner())
    const [a, b] = changes.map(({ after }) => after as Pod)
    expect([a, b]).toEqual(twins)
    expect(a!.labels).toBe(b!.labels)
    expect(a!.spec).toBe(b!.spec)
  })

  it('is never made of a proposal, nor of a change without object', () => {
    const invalid = expect.objectContaining({ code: 'invalid-argument' })
    expect(() => encodeCommit({ ...created, proposed: true }, firstDigest('test'))).toThrow(invalid)
    expect(() => encodeChange({ key: keyOf(pod) })).toThrow(invalid)
  })

  it.each([
    {
      what: 'created over an existing object',
      state: applyChanges(EMPTY_STATE, created.changes),
      change: created.changes[0]!,
    },
    {
      what: 'an update of nothing',
      state: EMPTY_STATE,
      change: { key: keyOf(pod), before: pod, after: { ...pod, ready: true } },
    },
    {
      what: 'an update of an object that looks different',
      state: applyChanges(EMPTY_STATE, created.changes),
      change: { key: keyOf(pod), before: { ...pod, podIPs: [] }, after: { ...pod, podIPs: ['10.1.0.9'] } },
    },
    {
      what: 'a deletion of an object that looks different',
      state: applyChanges(EMPTY_STATE, created.changes),
      change: { key: keyOf(pod), before: { ...pod, podIPs: [] } },
    },
  ])('does not replay on a state that it was not made from: $what', ({ state, change }) => {
    const logged = decodeCommit(encodeCommit(commitOf(2, [change as never]), firstDigest('test')))
    expect(() => commitForwards(state, logged)).toThrow(corrupt)
  })

  it.each([
    { what: 'another version', body: Buffer.from([2, 0x83, 1, 0, 0xe0]) },
    { what: 'an unknown operation', body: Buffer.concat([Buffer.of(1), packValue([1, 9, null])]) },
    { what: 'no list', body: Buffer.of(1, 0) },
  ])('refuses a body of $what', ({ body }) => {
    expect(() => decodeChange(keyOf(pod), body)).toThrow(corrupt)
  })
})

describe('the chain of digests', () => {
  const second = commitOf(2, [
    { key: keyOf(pod), before: pod, after: { ...pod, ready: true } },
    { key: { kind: 'Namespace', namespace: '', name: 'x' }, after: { kind: 'Namespace', namespace: '', name: 'x' } },
  ])
  const one = encodeCommit(created, firstDigest('test'))
  const two = encodeCommit(second, one.digest)

  it('is the same for equal commits, and another for another cluster', () => {
    expect(encodeCommit(structuredClone(second), one.digest)).toEqual(two)
    expect(encodeCommit(created, firstDigest('other')).digest).not.toEqual(one.digest)
    expect(() => verifyCommit(two, one.digest)).not.toThrow()
  })

  it.each<{ what: string; altered: EncodedCommit; previous: Uint8Array }>([
    { what: 'an altered header', altered: { ...two, header: flipped(two.header) }, previous: one.digest },
    {
      what: 'an altered body',
      altered: { ...two, changes: [{ ...two.changes[0]!, body: flipped(two.changes[0]!.body) }, two.changes[1]!] },
      previous: one.digest,
    },
    {
      what: 'an altered key',
      altered: { ...two, changes: [two.changes[0]!, { ...two.changes[1]!, key: keyOf(pod) }] },
      previous: one.digest,
    },
    { what: 'a change removed', altered: { ...two, changes: two.changes.slice(1) }, previous: one.digest },
    { what: 'changes swapped', altered: { ...two, changes: two.changes.toReversed() }, previous: one.digest },
    { what: 'the commit before removed', altered: two, previous: firstDigest('test') },
  ])('shows $what', ({ altered, previous }) => {
    expect(() => verifyCommit(altered, previous)).toThrow(corrupt)
  })

  it('verifies without a body, by the digest that is left of it', () => {
    const left = two.changes.map(({ key, body }) => ({ key, digest: bodyDigest(body) }))
    const digest = new CommitDigest(one.digest, two.header)
    for (const { key, digest: ofBody } of left) digest.add(key, ofBody)
    expect(digest.finish()).toEqual(two.digest)
  })
})

describe('a commit in a frame', () => {
  const encoded = encodeCommit(created, firstDigest('test'))
  const frame = writeCommitFrame(encoded)

  it('comes back whole', () => {
    const read = readCommitFrame('test', frame, firstDigest('test'))
    expect(decodeCommit(read)).toEqual(decodeCommit(encoded))
    expect(Buffer.compare(read.digest, encoded.digest)).toBe(0)
  })

  it('is refused when torn at any byte, altered at any byte, or out of its place in the chain', () => {
    for (let length = 0; length < frame.length; length++) {
      expect(() => readCommitFrame('test', frame.subarray(0, length), firstDigest('test'))).toThrow(corrupt)
    }
    for (let at = 0; at < frame.length; at++) {
      const altered = Buffer.from(frame)
      altered[at]! ^= 0x01
      expect(() => readCommitFrame('test', altered, firstDigest('test'))).toThrow(corrupt)
    }
    expect(() => readCommitFrame('test', frame, encoded.digest)).toThrow(corrupt)
  })
})

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes)
  copy[copy.length - 1]! ^= 0x01
  return copy
}
