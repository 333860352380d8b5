import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DataSource } from 'typeorm'
import { databaseQuery } from '../test/database-query.js'
import { describeOnBoth } from '../test/databases.js'
import { History, NOW } from '../test/history.js'
import { schemaOptions } from './data-source.js'
import { parseLocation } from './database-location.js'
import { openStore, type Store } from './index.js'

const code = (expected: string): unknown => expect.objectContaining({ code: expected })
const open = (url: string): Promise<Store> => openStore({ url, now: () => NOW })

describeOnBoth('the schema', (database) => {
  it('is after the migrations exactly what the entities say, and nothing after going back', async () => {
    const source = await new DataSource(schemaOptions(parseLocation(await database.createUrl()))).initialize()
    await source.runMigrations()
    expect((await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query)).toEqual([])

    for (const _ of source.migrations) await source.undoLastMigration()
    const runner = source.createQueryRunner()
    for (const { tableName } of source.entityMetadatas) expect(await runner.hasTable(tableName), tableName).toBe(false)
    await runner.release()

    await source.runMigrations()
    await source.destroy()
  })

  it('is migrated once, and not touched when a newer version has been there', async () => {
    const url = await database.createUrl()
    await (await database.open(url)).close()
    const statements: string[] = []
    await (await database.open(url, { onStatement: (sql) => statements.push(sql) })).close()
    expect(statements.filter((sql) => sql.includes('CREATE TABLE'))).toEqual([])
    await databaseQuery(
      url,
      "INSERT INTO schema_migration (timestamp, name) VALUES (9999999999999, 'Later9999999999999')",
    )
    await expect(open(url)).rejects.toThrow(code('database-unavailable'))
    await expect(open(url)).rejects.toThrow('newer version')
  })
})

describeOnBoth('clusters', (database) => {
  it('are known by name and uid', async () => {
    const url = await database.createUrl()
    const store = await database.open(url)
    const prod = await store.registerCluster({ name: 'prod', uid: 'uid-1', source: 'kubernetes' })
    expect(prod).toEqual({ name: 'prod', uid: 'uid-1', source: 'kubernetes', registeredAt: NOW })
    await store.registerCluster({ name: 'files', source: 'manifests:a' })
    await store.close()

    const again = await database.open(url, { now: () => NOW + 5 })
    expect(await again.registerCluster({ name: 'files', source: 'manifests:b' })).toEqual({
      name: 'files',
      source: 'manifests:b',
      registeredAt: NOW,
    })
    expect((await again.clusters()).map(({ name, source }) => [name, source])).toEqual([
      ['files', 'manifests:b'],
      ['prod', 'kubernetes'],
    ])
    for (const other of [{ name: 'prod', uid: 'uid-2' }, { name: 'prod' }, { name: 'files', uid: 'uid-1' }]) {
      await expect(again.registerCluster({ ...other, source: 'x' })).rejects.toThrow(code('cluster-mismatch'))
    }
    await expect(again.beginEpoch('unknown')).rejects.toThrow(code('cluster-not-found'))
  })
})

describeOnBoth('an altered log', (database) => {
  it.each([
    {
      what: 'a body',
      sql: 'UPDATE log_change SET body = (SELECT body FROM log_change WHERE number = 2 AND position = 0) WHERE number = 3 AND position = 0',
    },
    { what: 'the key of an object', sql: "UPDATE log_object SET name = 'other' WHERE name = 'web-3'" },
    { what: 'a change that is gone', sql: 'DELETE FROM log_change WHERE number = 3 AND position = 1' },
    { what: 'a commit that is gone', sql: 'DELETE FROM log_commit WHERE number = 3' },
    {
      what: 'a digest',
      sql: 'UPDATE log_commit SET digest = (SELECT digest FROM log_commit WHERE number = 2) WHERE number = 3',
    },
    {
      what: 'a header',
      sql: 'UPDATE log_commit SET header = (SELECT header FROM log_commit WHERE number = 2) WHERE number = 3',
    },
    { what: 'a pruned body', sql: 'UPDATE log_change SET body = NULL WHERE number = 3' },
  ])('is found out while reading: $what', async ({ sql }) => {
    const url = await database.createUrl()
    const store = await database.open(url)
    await store.registerCluster({ name: 'prod', source: 'test' })
    await store.append(new History(await store.beginEpoch('prod')).rollout(5))
    await databaseQuery(url, sql)
    const readAll = async (direction: 'forwards' | 'backwards'): Promise<void> => {
      for await (const _ of store.commitsBetween('prod', { after: 1, upTo: 5, direction }));
    }
    await expect(readAll('forwards')).rejects.toThrow(code('log-corrupt'))
    await expect(readAll('backwards')).rejects.toThrow(code('log-corrupt'))
  })

  it('whose end is gone takes no new epoch', async () => {
    const url = await database.createUrl()
    const store = await database.open(url)
    await store.registerCluster({ name: 'prod', source: 'test' })
    await store.append(new History(await store.beginEpoch('prod')).rollout(2))
    await databaseQuery(url, 'DELETE FROM log_commit WHERE number = 2')
    await expect(store.beginEpoch('prod')).rejects.toThrow(code('database-corrupt'))
  })
})

describe('a database that can not be opened', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'namescope-opening-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(['', 'mysql://x', 'sqlite:', 'sqlite::memory:', 'sqlite://x', 'postgres://[', 'data/namescope.db'])(
    'because "%s" is no database URL',
    async (url) => {
      await expect(open(url)).rejects.toThrow(code('invalid-configuration'))
      await expect(open(url)).rejects.toThrow('right would be sqlite:data/namescope.db')
    },
  )

  it('because the path is a folder, or leads through a file', async () => {
    await mkdir(join(folder, 'folder'))
    await writeFile(join(folder, 'file'), '')
    for (const path of [join(folder, 'folder'), join(folder, 'file', 'x.db')]) {
      await expect(open(`sqlite:${path}`)).rejects.toThrow(
        expect.objectContaining({ code: 'database-unavailable', place: { file: path } }),
      )
      await expect(open(`sqlite:${path}`)).rejects.toThrow(path)
    }
  })

  it('because the file is something else, or damaged', async () => {
    const foreign = join(folder, 'foreign.db')
    await writeFile(foreign, 'not a database, but long enough to have the header of one: '.repeat(20))
    await expect(open(`sqlite:${foreign}`)).rejects.toThrow(code('database-corrupt'))
    await expect(open(`sqlite:${foreign}`)).rejects.toThrow('Restore a backup')

    const damaged = join(folder, 'damaged.db')
    await (await open(`sqlite:${damaged}`)).close()
    const bytes = await readFile(damaged)
    await writeFile(damaged, bytes.fill(0x55, 100, 4096))
    await expect(open(`sqlite:${damaged}`)).rejects.toThrow(code('database-corrupt'))
  })

  it('because no server listens there; the password is not shown', async () => {
    const opening = open('postgres://someone:secret@127.0.0.1:9/none')
    await expect(opening).rejects.toThrow(code('database-unavailable'))
    await expect(opening).rejects.toThrow('postgres://someone@127.0.0.1:9/none')
    await expect(opening).rejects.not.toThrow('secret')
  })

  it('is created with its folders otherwise, and is durable', async () => {
    const path = join(folder, 'deep', 'down', 'x.db')
    const store = await open(`sqlite:${path}`)
    expect(await store.size()).toBeGreaterThan(4096)
    await store.close()
    expect(await databaseQuery(`sqlite:${path}`, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(await databaseQuery(`sqlite:${path}`, 'PRAGMA auto_vacuum')).toEqual([{ auto_vacuum: 2 }])
    await expect(store.clusters()).rejects.toThrow(code('database-unavailable'))
  })
})
