import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCluster, anyEdits, targetOf, type Edit } from '#test/generator'
import {
  allObjects,
  changeTo,
  keyOf,
  keyText,
  losingChanges,
  type Coverage,
  type ObjectChange,
  type SlimObject,
} from '#libs/cluster-model'
import { LiveView, emptyView, liveSink, type Applied } from '#libs/cluster-view'
import {
  FrameReader,
  commitMessageFrame,
  encodeCommit,
  encodeState,
  feedDigest,
  messageFrame,
  packValue,
  writeFrame,
  type FeedHello,
  type FeedPosition,
  type Frame,
} from '#libs/commit-log'
import type { ClusterView } from '#libs/zone'
import { Follower } from './follower.js'

const PAUSE = (): Promise<void> => Promise.resolve()
const BREATHER = { now: () => 0, pause: PAUSE }
const COMPLETE: Coverage = { Namespace: { status: 'complete' }, Service: { status: 'complete' } }

/** The server's side: a live view, and its commits in frames. */
class Server {
  readonly live = new LiveView(emptyView('prod'), BREATHER)
  readonly commits: { readonly base: ClusterView; readonly applied: Applied }[] = []

  async put(edits: readonly Edit[], coverage: Coverage = {}): Promise<void> {
    const base = this.live.current
    const applied = await this.live.ingest({
      kind: 'changes',
      observedAt: base.observedAt + 1500,
      changes: changesOf(base, edits),
      coverage: Object.entries(coverage).map(([kind, after]) => ({ kind: kind as 'Service', after })),
    })
    this.commits.push({ base, applied })
  }

  hello(more: Partial<FeedHello> = {}): Buffer {
    const { current } = this.live
    const facts = { protocol: '1.0', cluster: 'prod', server: 'test', heartbeat: 1000, resumed: false }
    const { coverage, serials } = current
    return messageFrame('hello', { ...facts, current: positionOf(current), coverage, serials, ...more })
  }

  state(view = this.live.current): Buffer[] {
    return [...encodeState(view)].map((chunk) => writeFrame('state', chunk))
  }

  commit(index: number): Buffer {
    const { base, applied } = this.commits[index]!
    const encoded = encodeCommit(applied.commit, feedDigest('prod'))
    const { serials } = applied.view
    return commitMessageFrame({ base: positionOf(base), position: positionOf(applied.view), serials, encoded })
  }

  position(): Buffer {
    return messageFrame('position', positionOf(this.live.current))
  }
}

/** The follower's side. */
class Side {
  readonly live = new LiveView(emptyView('here'), BREATHER)
  readonly follower: Follower
  now = 1_000_000

  constructor() {
    this.follower = new Follower(
      liveSink(this.live, () => undefined),
      { now: () => this.now, pause: PAUSE },
    )
  }

  async stream(...frames: readonly Buffer[]): Promise<void> {
    const [hello, ...rest] = [...new FrameReader().take(Buffer.concat(frames))] as [Frame, ...Frame[]]
    this.follower.disconnected()
    this.follower.begin(hello, undefined)
    for (const frame of rest) await this.follower.take(frame)
  }

  async take(...frames: readonly Buffer[]): Promise<void> {
    for (const frame of new FrameReader().take(Buffer.concat(frames))) await this.follower.take(frame)
  }
}

function positionOf({ revision, observedAt }: ClusterView): FeedPosition {
  return { epoch: revision.epoch, number: revision.number, observedAt }
}

function changesOf({ state }: ClusterView, edits: readonly Edit[]): ObjectChange[] {
  // The last edit of an object counts, so that each changes once.
  const targets = new Map(edits.map((edit) => [keyText(targetOf(edit).key), targetOf(edit)]))
  return [...targets.values()].flatMap(({ key, after }) => changeTo(state, key, after) ?? [])
}

function seen({ state, serials, coverage }: ClusterView): unknown {
  return [
    [...allObjects(state)].map((object) => `${keyText(keyOf(object))} ${canonical(object)}`).toSorted(),
    serials,
    coverage,
  ]
}

/** The same for equal objects, whatever the order of their fields. */
function canonical(object: SlimObject): string {
  return Buffer.from(packValue(object)).toString('hex')
}

const puts = (objects: readonly SlimObject[]): Edit[] => objects.map((put) => ({ put }))

async function twoSides(objects: readonly SlimObject[]): Promise<{ server: Server; side: Side }> {
  const server = new Server()
  const side = new Side()
  await server.put(puts(objects), COMPLETE)
  await side.stream(server.hello(), ...server.state(), server.position())
  return { server, side }
}

const anyRun = fc.tuple(anyCluster, anyEdits)
const RUNS = { numRuns: 60 }

describe('a follower', () => {
  it('has what the server has, from the whole state on', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async ([objects, batches]) => {
        const { server, side } = await twoSides(objects)
        expect(seen(side.live.current)).toEqual(seen(server.live.current))
        for (const [index, edits] of batches.entries()) {
          await server.put(edits)
          await side.take(server.commit(index + 1))
          expect(seen(side.live.current)).toEqual(seen(server.live.current))
        }
      }),
      RUNS,
    )
  })

  it('goes on where it was, or takes the whole state in as what differs', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, fc.boolean(), async ([objects, batches], resumed) => {
        const { server, side } = await twoSides(objects)
        for (const edits of batches) await server.put(edits)
        const missed = batches.map((_, index) => server.commit(index + 1))
        await side.stream(server.hello({ resumed }), ...(resumed ? missed : server.state()), server.position())
        expect(seen(side.live.current)).toEqual(seen(server.live.current))
        expect(side.follower.placeFor(undefined)).toEqual(positionOf(server.live.current))
      }),
      RUNS,
    )
  })

  it('never has anything else, whatever is lost, repeated or exchanged on the way', async () => {
    const fault = fc.constantFrom('lost', 'repeated', 'exchanged', 'none')
    await fc.assert(
      fc.asyncProperty(anyRun, fault, fc.nat(20), async ([objects, batches], what, where) => {
        const { server, side } = await twoSides(objects)
        const known = new Set([JSON.stringify(seen(side.live.current))])
        const frames: Buffer[] = []
        for (const [index, edits] of batches.entries()) {
          await server.put(edits)
          known.add(JSON.stringify(seen(server.live.current)))
          frames.push(server.commit(index + 1))
        }
        const at = frames.length === 0 ? 0 : where % frames.length
        const [first, second] = [frames[at], frames[at + 1]]
        if (what === 'lost') frames.splice(at, 1)
        if (what === 'repeated' && first) frames.splice(at, 0, first)
        if (what === 'exchanged' && first && second) frames.splice(at, 2, second, first)
        try {
          for (const frame of frames) {
            await side.take(frame)
            expect(known).toContain(JSON.stringify(seen(side.live.current)))
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'log-corrupt' })
        }
        expect(known).toContain(JSON.stringify(seen(side.live.current)))
        await side.stream(server.hello(), ...server.state(), server.position())
        expect(seen(side.live.current)).toEqual(seen(server.live.current))
      }),
      RUNS,
    )
  })

  it('believes no whole state before its last chunk', async () => {
    const { server, side } = await twoSides(fc.sample(anyCluster, { numRuns: 1, seed: 7 })[0]!)
    const before = seen(side.live.current)
    await server.put(puts(fc.sample(anyCluster, { numRuns: 1, seed: 8 })[0]!))
    await side.stream(server.hello(), ...server.state().slice(0, -1))
    expect(seen(side.live.current)).toEqual(before)
    await expect(side.take(server.position())).rejects.toMatchObject({ code: 'log-corrupt' })
  })

  it('refuses another cluster, and versions too far apart', async () => {
    const { server, side } = await twoSides([])
    await expect(side.stream(server.hello({ cluster: 'other' }))).rejects.toMatchObject({ code: 'cluster-mismatch' })
    await expect(side.stream(server.hello({ protocol: '1.2' }))).rejects.toMatchObject({ code: 'not-acceptable' })
    await expect(side.stream(server.hello({ protocol: '2.0' }))).rejects.toMatchObject({ code: 'not-acceptable' })
    await side.stream(server.hello({ protocol: '1.1', resumed: true }), server.position())
    expect(side.follower.hasCaughtUp).toBe(true)
  })

  it('passes over frames that it does not know', async () => {
    const { server, side } = await twoSides([])
    await expect(side.follower.take({ type: 'unknown', payload: Buffer.from('x') })).resolves.toBe('goes-on')
    expect(seen(side.live.current)).toEqual(seen(server.live.current))
  })

  it('calls its state stale a minute after it was last confirmed, and good again once it is', async () => {
    const { server, side } = await twoSides([])
    const confirmed = side.now
    side.now += 59_999
    await side.follower.age(60_000)
    expect(side.live.current.coverage).toEqual(COMPLETE)
    side.now += 1
    await side.follower.age(60_000)
    const stale = { status: 'stale', since: confirmed }
    expect(side.live.current.coverage).toEqual({ Namespace: stale, Service: stale })
    await side.stream(server.hello({ resumed: true }))
    expect(side.live.current.coverage.Service).toEqual(stale)
    await side.take(server.position())
    expect(side.live.current.coverage).toEqual(COMPLETE)
  })

  it('takes over what the server itself calls stale', async () => {
    const { server, side } = await twoSides([])
    const lost = losingChanges(server.live.current.coverage, 5)
    await server.put([], Object.fromEntries(lost.map(({ kind, after }) => [kind, after])))
    await side.take(server.commit(1))
    expect(side.live.current.coverage.Service).toEqual({ status: 'stale', since: 5 })
  })

  it('never lets a serial go back, and has the same as every other follower', async () => {
    const { server, side } = await twoSides(fc.sample(anyCluster, { numRuns: 1, seed: 3 })[0]!)
    const before = side.live.current.serials
    const serials = { cluster: before.cluster - 10, multicluster: before.multicluster, external: before.external + 4 }
    await side.stream(server.hello({ resumed: true, serials }), server.position())
    expect(side.live.current.serials).toEqual({ ...before, external: before.external + 4 })
  })

  it('leaves the options of its own process alone where it asked for none', async () => {
    const server = new Server()
    const side = new Side()
    await server.put([], COMPLETE)
    const options = { kind: 'DnsOptions', namespace: '', name: 'options', clusterDomain: 'here.local' } as const
    const key = keyOf(options)
    await side.live.ingest({ kind: 'changes', observedAt: 1, changes: [{ key, after: options }] })
    const kinds = ['Namespace', 'Service'] as const
    const [hello, ...rest] = [
      ...new FrameReader().take(Buffer.concat([server.hello(), ...server.state(), server.position()])),
    ] as [Frame, ...Frame[]]
    side.follower.begin(hello, kinds)
    for (const frame of rest) await side.follower.take(frame)
    expect([...allObjects(side.live.current.state)]).toEqual([options])
    expect(side.follower.placeFor(kinds)).toEqual(positionOf(server.live.current))
    // With other kinds the place means nothing.
    expect(side.follower.placeFor(['Service'])).toBeUndefined()
    expect(side.follower.placeFor(undefined)).toBeUndefined()
  })
})
