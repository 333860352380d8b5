import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyChanges, EMPTY_STATE, objectsOfKind } from '#libs/cluster-model'
import { commitForwards } from '#libs/commit-log'
import { compileInto } from '../test/compiled.js'
import { describeOnBoth } from '../test/databases.js'

/** Five processes are started one after the other. */
const TIMEOUT = 120_000

/** After so many acknowledged commits the process is killed: in the middle of whatever it does then. */
const KILLED_AFTER = [1, 5, 18, 29, 47]

describeOnBoth('after kill -9', (database) => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'namescope-crash-'))
    await compileInto(folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Resolves to the last number that the process was told to be durable. */
  async function appendUntilKilled(url: string, count: number): Promise<number> {
    const child = spawn(process.execPath, [join(folder, 'libs/store/test/appender.js'), url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'exit')
    let [acknowledged, last] = [0, 0]
    for await (const line of createInterface(child.stdout)) {
      last = Number(line)
      if (++acknowledged === count) child.kill('SIGKILL')
    }
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(acknowledged).toBeGreaterThanOrEqual(count)
    return last
  }

  it(
    'no acknowledged commit is missing, and none is there in part',
    async () => {
      const url = await database.createUrl()
      let before = 0
      for (const [round, count] of KILLED_AFTER.entries()) {
        const acknowledged = await appendUntilKilled(url, count)
        const store = await database.open(url)
        const { latest, commits } = await store.loadLatest('prod')
        expect(latest!.revision.number).toBeGreaterThanOrEqual(acknowledged)
        expect(latest!.revision.epoch).toBe(round + 1)
        // Reading checks the chain of digests, which covers every change.
        let [state, read] = [EMPTY_STATE, 0]
        for await (const logged of commits) {
          expect(logged.revision.number).toBe(++read)
          expect(logged.changes).toHaveLength(read % 10 === 0 ? 1200 : 2)
          state = applyChanges(state, commitForwards(state, logged).changes)
        }
        expect(read).toBe(latest!.revision.number)
        expect(read).toBeGreaterThan(before)
        const newest = [...objectsOfKind(state, 'Pod')].map(({ labels }) => Number(labels!['commit']))
        expect(Math.max(...newest)).toBe(read)
        before = read
        await store.close()
      }
    },
    TIMEOUT,
  )
})
