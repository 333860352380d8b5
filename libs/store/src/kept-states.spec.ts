import { expect, it } from 'vitest'
import { allObjects, keyOf, keyText, type ClusterState, type Revision } from '#libs/cluster-model'
import type { Checkpoint } from '#libs/commit-log'
import { describeOnBoth } from '../test/databases.js'
import { databaseQuery } from '../test/database-query.js'
import { History, NOW, podOf } from '../test/history.js'
import type { Store } from './index.js'

const code = (expected: string): unknown => expect.objectContaining({ code: expected })

async function begin(store: Store): Promise<History> {
  await store.registerCluster({ name: 'prod', source: 'test' })
  return new History(await store.beginEpoch('prod'))
}

/** A checkpoint of where the history stands. */
function checkpointOf({ state }: History, revision: Revision): Checkpoint {
  const coverage = { Pod: { status: 'complete' as const } }
  return {
    revision,
    observedAt: NOW + revision.number * 1000,
    state,
    coverage,
    serials: { cluster: 1, multicluster: 2, external: 3 },
  }
}

function contents(state: ClusterState): unknown {
  return Object.fromEntries([...allObjects(state)].map((object) => [keyText(keyOf(object)), object]))
}

/** Commits with a checkpoint after the second and after the fourth of five. */
async function withCheckpoints(store: Store): Promise<History> {
  const history = await begin(store)
  for (const count of [2, 2, 1]) {
    await store.append(history.rollout(count))
    if (count === 2) await store.writeCheckpoint(checkpointOf(history, store.durableRevision('prod')!))
  }
  return history
}

describeOnBoth('checkpoints', (database) => {
  it('come back whole, with the commits after them', async () => {
    const store = await database.open(await database.createUrl())
    const history = await begin(store)
    await store.append([history.commit(Array.from({ length: 5000 }, (_, i) => podOf(i)))])
    const given = checkpointOf(history, store.durableRevision('prod')!)
    await store.writeCheckpoint(given)
    // A second time changes nothing.
    await store.writeCheckpoint(given)
    await store.append(history.rollout(3))

    const { latest, checkpoint, commits, damaged } = await store.loadLatest('prod')
    expect({ ...checkpoint, state: undefined }).toEqual({ ...given, state: undefined })
    expect(contents(checkpoint!.state)).toEqual(contents(given.state))
    const numbers: number[] = []
    for await (const { revision } of commits) numbers.push(revision.number)
    expect(numbers).toEqual([2, 3, 4])
    expect(latest?.revision.number).toBe(4)
    expect(damaged).toEqual([])
  })

  it('are found from either side of a number', async () => {
    const store = await database.open(await database.createUrl())
    await withCheckpoints(store)
    const near = async (number: number): Promise<unknown> => {
      const { before, after } = await store.checkpointsNear('prod', number)
      return [before?.number, after?.number]
    }
    expect(await near(1)).toEqual([undefined, 2])
    expect(await near(2)).toEqual([2, 4])
    expect(await near(3)).toEqual([2, 4])
    expect(await near(5)).toEqual([4, undefined])
    expect((await store.readCheckpoint('prod', 2)).revision.number).toBe(2)
    await expect(store.readCheckpoint('prod', 3)).rejects.toThrow(code('revision-not-found'))
  })

  it('are only taken of durable revisions', async () => {
    const store = await database.open(await database.createUrl())
    const history = await begin(store)
    history.rollout(1)
    const notStored = checkpointOf(history, { cluster: 'prod', epoch: 1, number: 1 })
    await expect(store.writeCheckpoint(notStored)).rejects.toThrow(code('revision-not-found'))
  })

  it('that were not finished do not count, and are written anew', async () => {
    const giveUp = new AbortController()
    const onStatement = (sql: string): void => {
      if (sql.includes('INTO checkpoint_part')) giveUp.abort()
    }
    const store = await database.open(await database.createUrl(), { onStatement })
    const history = await begin(store)
    const data = { Corefile: 'x'.repeat(100_000) }
    const configMaps = Array.from({ length: 20 }, (_, i) => ({
      kind: 'ConfigMap' as const,
      namespace: 'dns',
      name: `c-${i}`,
      data,
    }))
    await store.append([history.commit(configMaps)])
    const given = checkpointOf(history, store.durableRevision('prod')!)
    const writing = store.writeCheckpoint(given, giveUp.signal)
    await expect(writing).rejects.toThrow(code('aborted'))
    expect((await store.loadLatest('prod')).checkpoint).toBeUndefined()
    await store.writeCheckpoint(given)
    expect(contents((await store.readCheckpoint('prod', 1)).state)).toEqual(contents(history.state))
  })

  it('that are damaged are passed over for an earlier one, and at last for the whole log', async () => {
    const url = await database.createUrl()
    const store = await database.open(url)
    await withCheckpoints(store)
    await databaseQuery(url, 'UPDATE checkpoint_part SET body = substr(body, 2) WHERE number = 4')
    const earlier = await store.loadLatest('prod')
    expect(earlier.checkpoint?.revision.number).toBe(2)
    expect(earlier.damaged.map(({ number }) => number)).toEqual([4])

    await databaseQuery(url, 'DELETE FROM checkpoint_part WHERE number = 2 AND part = 0')
    const none = await store.loadLatest('prod')
    expect(none.checkpoint).toBeUndefined()
    let commits = 0
    for await (const _ of none.commits) commits++
    expect(commits).toBe(5)
    await expect(store.readCheckpoint('prod', 4)).rejects.toThrow(code('log-corrupt'))
  })
})

describeOnBoth('snapshots', (database) => {
  it('name durable revisions', async () => {
    const url = await database.createUrl()
    const store = await database.open(url)
    const history = await begin(store)
    await store.append(history.rollout(3))
    const revision = (number: number): Revision => ({ cluster: 'prod', epoch: 1, number })
    const before = await store.snapshots.create('before-upgrade', revision(1), 'CoreDNS 1.11 to 1.12')
    const after = await store.snapshots.create('after-upgrade', revision(3))
    expect(before).toEqual({
      cluster: 'prod',
      name: 'before-upgrade',
      revision: revision(1),
      observedAt: NOW + 1000,
      note: 'CoreDNS 1.11 to 1.12',
      createdAt: NOW,
    })
    await store.close()

    const again = await database.open(url)
    expect(await again.snapshots.list('prod')).toEqual([after, before])
    expect(await again.snapshots.get('prod', 'before-upgrade')).toEqual(before)
    await again.snapshots.delete('prod', 'before-upgrade')
    expect(await again.snapshots.list('prod')).toEqual([after])
  })

  it('are refused with a reason', async () => {
    const store = await database.open(await database.createUrl())
    const history = await begin(store)
    await store.append(history.rollout(1))
    const revision = { cluster: 'prod', epoch: 1, number: 1 }
    for (const name of ['', '1.42', '-15m', '2026-01-01', 'a b', 'x'.repeat(64)]) {
      await expect(store.snapshots.create(name, revision)).rejects.toThrow(code('invalid-argument'))
    }
    await expect(store.snapshots.create('x', { ...revision, number: 2 })).rejects.toThrow(code('revision-not-found'))
    await expect(store.snapshots.create('x', { ...revision, epoch: 2 })).rejects.toThrow(code('revision-not-found'))
    await store.snapshots.create('x', revision)
    await expect(store.snapshots.create('x', revision)).rejects.toThrow(code('snapshot-exists'))
    await expect(store.snapshots.get('prod', 'y')).rejects.toThrow(code('snapshot-not-found'))
    await expect(store.snapshots.delete('prod', 'y')).rejects.toThrow(code('snapshot-not-found'))
  })
})
