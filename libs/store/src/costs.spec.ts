import { expect, it } from 'vitest'
import { describeOnBoth } from '../test/databases.js'
import { History, podOf } from '../test/history.js'

const code = (expected: string): unknown => expect.objectContaining({ code: expected })

describeOnBoth('what the log costs', (database) => {
  async function counted(): Promise<{
    statements: string[]
    store: Awaited<ReturnType<typeof database.open>>
    history: History
  }> {
    const statements: string[] = []
    const store = await database.open(await database.createUrl(), { onStatement: (sql) => statements.push(sql) })
    await store.registerCluster({ name: 'prod', source: 'test' })
    const history = new History(await store.beginEpoch('prod'))
    statements.length = 0
    return { statements, store, history }
  }

  it('is six statements per transaction, however many commits share it', async () => {
    const { statements, store, history } = await counted()
    await store.append(history.rollout(1))
    expect(statements).toHaveLength(6)

    statements.length = 0
    await Promise.all(history.rollout(200).map((commit) => store.append([commit])))
    expect(statements.map((sql) => sql.trim().split(/\s+/).slice(0, 3).join(' '))).toEqual([
      statements[0],
      'UPDATE epoch SET',
      'INSERT INTO log_object',
      'INSERT INTO log_change',
      'INSERT INTO log_commit',
      'COMMIT',
    ])
    expect(statements[0]).toMatch(/^BEGIN/)
  })

  it('is one transaction for all that comes while the disk is busy', async () => {
    const { statements, store, history } = await counted()
    const [first, ...others] = history.rollout(50)
    const appended = [store.append([first!])]
    await Promise.resolve()
    await Promise.resolve()
    appended.push(...others.map((commit) => store.append([commit])))
    await Promise.all(appended)
    expect(statements.filter((sql) => sql === 'COMMIT')).toHaveLength(2)
  })

  it('is two statements per 500 changes of a large commit, and one per 200 commits and 2,000 changes read', async () => {
    const { statements, store, history } = await counted()
    await store.append([history.commit(Array.from({ length: 5000 }, (_, i) => podOf(i)))])
    expect(statements).toHaveLength(4 + 2 * 10)

    await store.append(Array.from({ length: 399 }, (_, i) => history.commit([podOf(i, { ready: true })])))
    statements.length = 0
    let read = 0
    for await (const commit of store.commitsBetween('prod', { after: 0, upTo: 400 })) read += commit.changes.length
    expect(read).toBe(5399)
    // Two pages of commits and a look behind them; the large commit in three, the others in one per page.
    expect(statements.length).toBeLessThanOrEqual(3 + 3 + 2)
  })

  it('is bounded: what would wait beyond the limit is refused', async () => {
    const { store, history } = await counted()
    const many = history.commit(Array.from({ length: 300_001 }, () => podOf(1)))
    // The same change over and over is no history; only the count matters here.
    const commit = { ...many, changes: Array(300_001).fill(many.changes[0]) as typeof many.changes }
    const results = await Promise.allSettled([
      store.append([{ ...commit, revision: { ...commit.revision, number: 7 } }]),
      store.append([{ ...commit, revision: { ...commit.revision, number: 8 } }]),
    ])
    expect(results[0]).toMatchObject({ reason: code('invalid-revision') })
    expect(results[1]).toMatchObject({ reason: code('limit-exceeded') })
  })

  it('is given up between two pages when nobody wants the rest', async () => {
    const { statements, store, history } = await counted()
    await store.append(Array.from({ length: 900 }, (_, i) => history.commit([podOf(i)])))
    statements.length = 0
    const giveUp = new AbortController()
    const reading = async (): Promise<void> => {
      for await (const commit of store.commitsBetween('prod', { after: 0, upTo: 900 }, giveUp.signal)) {
        if (commit.revision.number === 300) giveUp.abort()
      }
    }
    await expect(reading()).rejects.toThrow(code('aborted'))
    expect(statements).toHaveLength(4)
  })
})
