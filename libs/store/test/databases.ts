import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { findPostgres, startPostgres, type PostgresServer } from '#test/postgres'
import { openStore, type Store, type StoreOptions } from '../src/index.js'
import { NOW } from './history.js'

/** One of the two kinds of databases, for tests that must pass on both. */
export interface TestDatabase {
  readonly kind: 'sqlite' | 'postgres'
  /** The URL of a new, empty database. */
  createUrl(): Promise<string>
  /** Opens a store that is closed after the test. */
  open(url: string, options?: Partial<StoreOptions>): Promise<Store>
}

/** The same suite on SQLite and on PostgreSQL. */
export function describeOnBoth(title: string, suite: (database: TestDatabase) => void): void {
  describe(`${title} (SQLite)`, () => {
    let folder: string
    let databases = 0
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'namescope-store-'))
    })
    suite({ kind: 'sqlite', createUrl: async () => `sqlite:${join(folder, `${++databases}.db`)}`, open: opening() })
    afterAll(() => rm(folder, { recursive: true }))
  })

  const installation = findPostgres()
  const reason = typeof installation === 'string' ? `: skipped, ${installation}` : ''
  describe.skipIf(reason !== '')(`${title} (PostgreSQL${reason})`, () => {
    let server: PostgresServer
    beforeAll(async () => {
      if (typeof installation !== 'string') server = await startPostgres(installation)
    })
    suite({ kind: 'postgres', createUrl: () => server.createDatabase(), open: opening() })
    afterAll(() => server?.stop())
  })
}

function opening(): TestDatabase['open'] {
  const stores: Store[] = []
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()))
  })
  return async (url, options) => {
    const store = await openStore({ url, now: () => NOW, ...options })
    stores.push(store)
    return store
  }
}
