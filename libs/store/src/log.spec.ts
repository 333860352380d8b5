import { expect, it } from 'vitest'
import {
  allObjects,
  applyChanges,
  EMPTY_STATE,
  keyOf,
  keyText,
  type ClusterState,
  type Commit,
} from '#libs/cluster-model'
import { commitBackwards, commitForwards, type LoggedCommit } from '#libs/commit-log'
import { databaseQuery } from '../test/database-query.js'
import { describeOnBoth } from '../test/databases.js'
import { History, NOW, podOf, sliceOf } from '../test/history.js'
import type { Store } from './index.js'

const code = (expected: string): unknown => expect.objectContaining({ code: expected })

async function begin(store: Store, cluster = 'prod'): Promise<History> {
  await store.registerCluster({ name: cluster, source: 'test' })
  return new History(await store.beginEpoch(cluster))
}

async function collect(commits: AsyncIterable<LoggedCommit>): Promise<LoggedCommit[]> {
  const all: LoggedCommit[] = []
  for await (const commit of commits) all.push(commit)
  return all
}

function contents(state: ClusterState): unknown {
  return Object.fromEntries([...allObjects(state)].map((object) => [keyText(keyOf(object)), object]))
}

function replayed(commits: readonly LoggedCommit[], state = EMPTY_STATE): ClusterState {
  return commits.reduce((current, logged) => applyChanges(current, commitForwards(current, logged).changes), state)
}

describeOnBoth('the log', (database) => {
  it('gives back, after a restart, everything that was appended', async () => {
    const url = await database.createUrl()
    const store = await database.open(url)
    const history = await begin(store)
    const facts = { kind: 'gap' as const, gapSince: NOW, note: 'relist', coalesced: true as const }
    const commits = [...history.rollout(5), history.commit([], facts)]
    await store.append(commits.slice(0, 2))
    await store.append(commits.slice(2))
    expect(store.durableRevision('prod')).toEqual(commits.at(-1)!.revision)
    await store.close()

    const again = await database.open(url)
    const { latest, checkpoint, commits: stored } = await again.loadLatest('prod')
    expect(latest).toMatchObject({ ...facts, revision: commits.at(-1)!.revision, changes: 0 })
    expect(checkpoint).toBeUndefined()
    const logged = await collect(stored)
    expect(contents(replayed(logged))).toEqual(contents(history.state))
    expect(logged.map(({ changes: _, ...header }) => header)).toEqual(
      commits.map(({ changes: _, ...header }) => header),
    )
  })

  it('is empty at first', async () => {
    const store = await database.open(await database.createUrl())
    await begin(store)
    expect(await store.latest('prod')).toBeUndefined()
    expect(await store.earliest('prod')).toBeUndefined()
    expect(await store.commitAt('prod', NOW)).toBeUndefined()
    expect(await collect((await store.loadLatest('prod')).commits)).toEqual([])
    await expect(store.latest('unknown')).rejects.toThrow(code('cluster-not-found'))
  })

  it('counts on in the next epoch, and shuts out the writer of the one before', async () => {
    const url = await database.createUrl()
    const old = await database.open(url)
    const history = await begin(old)
    const [first, second, lost] = history.rollout(3) as [Commit, Commit, Commit]
    await old.append([first, second])

    const store = await database.open(url)
    const base = await store.beginEpoch('prod')
    expect(base).toEqual({ cluster: 'prod', epoch: 2, number: 2 })
    await expect(old.append([lost])).rejects.toThrow(code('epoch-superseded'))

    const next = new History(base)
    // The clock was set back meanwhile.
    const earlier = next.commit([podOf(3)], { observedAt: first.observedAt + 500 })
    await store.append([earlier])
    expect(
      (await collect(store.commitsBetween('prod', { after: 0, upTo: 9 }))).map(({ revision }) => revision),
    ).toEqual([first.revision, second.revision, { cluster: 'prod', epoch: 2, number: 3 }])
    await expect(store.findCommit(lost.revision)).rejects.toThrow(code('revision-not-found'))
    expect((await store.findCommit(earlier.revision)).observedAt).toBe(earlier.observedAt)
    expect((await store.commitAt('prod', first.observedAt + 499))?.revision.number).toBe(1)
    expect((await store.commitAt('prod', first.observedAt + 500))?.revision.number).toBe(3)
  })

  it('finds the last commit observed by a time', async () => {
    const store = await database.open(await database.createUrl())
    const history = await begin(store)
    const commits = [...history.rollout(3), history.commit([], { observedAt: NOW + 3000 })]
    await store.append(commits)
    const at = async (time: number): Promise<number | undefined> =>
      (await store.commitAt('prod', time))?.revision.number
    expect(await at(NOW + 999)).toBeUndefined()
    expect(await at(NOW + 1000)).toBe(1)
    expect(await at(NOW + 2999)).toBe(2)
    // Two at the same moment: the later one.
    expect(await at(NOW + 3000)).toBe(4)
    expect(await at(Number.MAX_SAFE_INTEGER)).toBe(4)
  })

  it('reads any range forwards and backwards, across pages', async () => {
    const store = await database.open(await database.createUrl())
    const history = await begin(store)
    const small = Array.from({ length: 450 }, (_, i) => history.commit([podOf(i)]))
    const large = history.commit(Array.from({ length: 4500 }, (_, i) => podOf(i, { ready: true })))
    const commits = [...small, large, history.commit([podOf(1)]), history.commit([podOf(0)])]
    await store.append(commits)
    const numbers = async (after: number, upTo: number, direction: 'forwards' | 'backwards'): Promise<number[]> =>
      (await collect(store.commitsBetween('prod', { after, upTo, direction }))).map(({ revision }) => revision.number)
    const expected = (after: number, upTo: number): number[] =>
      Array.from({ length: upTo - after }, (_, i) => after + 1 + i)

    for (const [after, upTo] of [
      [0, 453],
      [0, 200],
      [0, 201],
      [199, 401],
      [250, 251],
      [449, 453],
    ] as const) {
      expect(await numbers(after, upTo, 'forwards')).toEqual(expected(after, upTo))
      expect(await numbers(after, upTo, 'backwards')).toEqual(expected(after, upTo).toReversed())
    }
    const all = await collect(store.commitsBetween('prod', { after: 0, upTo: 453 }))
    expect(all[450]!.changes).toHaveLength(4500)
    expect(contents(replayed(all))).toEqual(contents(history.state))

    let state = history.state
    for await (const logged of store.commitsBetween('prod', { after: 0, upTo: 453, direction: 'backwards' })) {
      const undo = commitBackwards(state, logged).changes.toReversed()
      state = applyChanges(
        state,
        undo.map(({ key, before, after }) => ({ key, before: after, after: before })) as never,
      )
    }
    expect(contents(state)).toEqual({})
  })

  it('lists commits, the newest first, a page at a time', async () => {
    const store = await database.open(await database.createUrl())
    const history = await begin(store)
    await store.append(history.rollout(5))
    const page = await store.listCommits('prod', { first: 2 })
    expect(page.map(({ revision, changes }) => [revision.number, changes])).toEqual([
      [5, 2],
      [4, 2],
    ])
    expect(page[0]!.digest).toMatch(/^[0-9a-f]{64}$/)
    const next = await store.listCommits('prod', { first: 9, before: 4 })
    expect(next.map(({ revision }) => revision.number)).toEqual([3, 2, 1])
  })

  it('keeps clusters apart', async () => {
    const store = await database.open(await database.createUrl())
    const [one, two] = [await begin(store, 'one'), await begin(store, 'two')]
    await Promise.all([store.append(one.rollout(3)), store.append(two.rollout(2))])
    expect((await store.latest('one'))?.revision.number).toBe(3)
    expect(await collect(store.commitsBetween('two', { after: 0, upTo: 9 }))).toHaveLength(2)
  })

  it('refuses what does not follow, and nothing else of the same transaction', async () => {
    const store = await database.open(await database.createUrl())
    const history = await begin(store)
    const [first, second, third] = history.rollout(3) as [Commit, Commit, Commit]
    await expect(store.append([{ ...first, revision: { ...first.revision, cluster: 'other' } }])).rejects.toThrow(
      code('invalid-revision'),
    )
    const results = await Promise.allSettled([
      store.append([second]),
      store.append([first]),
      store.append([first]),
      store.append([{ ...second, observedAt: first.observedAt - 1 }]),
      store.append([{ ...second, proposed: true }]),
      store.append([second, { ...third, revision: { ...third.revision, epoch: 2 } }]),
      store.append([second, third]),
      store.append([]),
    ])
    expect(
      results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'stored')),
    ).toEqual([
      'invalid-revision',
      'stored',
      'invalid-revision',
      'invalid-argument',
      'invalid-argument',
      'invalid-revision',
      'stored',
      'stored',
    ])
    expect(await collect(store.commitsBetween('prod', { after: 0, upTo: 9 }))).toHaveLength(3)
  })

  it('stores nothing of an append that fails, which can be repeated', async () => {
    const url = await database.createUrl()
    const store = await database.open(url)
    const history = await begin(store)
    await store.append(history.rollout(1))
    const commits = history.rollout(2)
    await databaseQuery(url, 'ALTER TABLE log_commit RENAME TO hidden')
    await expect(store.append(commits)).rejects.toThrow(code('database-unavailable'))
    await databaseQuery(url, 'ALTER TABLE hidden RENAME TO log_commit')
    expect((await store.latest('prod'))?.revision.number).toBe(1)
    await store.append(commits)
    expect(contents(replayed(await collect(store.commitsBetween('prod', { after: 0, upTo: 3 }))))).toEqual(
      contents(history.state),
    )
  })

  it.runIf(database.kind === 'postgres')('goes on after the server has dropped every connection', async () => {
    const url = await database.createUrl()
    const store = await database.open(url)
    const history = await begin(store)
    await store.append(history.rollout(1))
    await databaseQuery(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    const commits = history.rollout(1)
    // Each connection may fail once, when a statement finds out. Nothing is stored then, and the pool makes a new one.
    for (let attempt = 0; store.durableRevision('prod')?.number !== 2; attempt++) {
      expect(attempt).toBeLessThan(5)
      await store.append(commits).catch((error: unknown) => expect(error).toEqual(code('database-unavailable')))
    }
    expect(await collect(store.commitsBetween('prod', { after: 0, upTo: 2 }))).toHaveLength(2)
  })

  it('takes a whole cluster as one commit', async () => {
    const store = await database.open(await database.createUrl())
    const history = await begin(store)
    const corefile = 'x'.repeat(1_500_000)
    const configMap = {
      kind: 'ConfigMap' as const,
      namespace: 'kube-system',
      name: 'coredns',
      data: { Corefile: corefile },
    }
    const commit = history.commit([...Array.from({ length: 3000 }, (_, i) => podOf(i)), sliceOf(1000), configMap])
    await store.append([commit])
    expect(contents(replayed(await collect(store.commitsBetween('prod', { after: 0, upTo: 1 }))))).toEqual(
      contents(history.state),
    )
  })
})
