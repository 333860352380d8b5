/** Everything about TypeORM and the two drivers. No other file of the library knows them, but for the tables' descriptions. */
import { stat } from 'node:fs/promises'
import pg from 'pg'
import sqlite3 from 'sqlite3'
import { DataSource, type DataSourceOptions, type Logger, type QueryRunner } from 'typeorm'
import { NamescopeError } from '#libs/errors'
import { MIGRATIONS } from '../../../migrations/index.js'
import { MAX_WAITING, type Connection, type Database, type Parameter } from './database.js'
import { databaseError } from './database-error.js'
import type { DatabaseLocation } from './database-location.js'
import { POSTGRES, SQLITE, type Dialect } from './dialect.js'
import { POSTGRES_TYPES, SQLITE_TYPES } from './entities/column-types.js'
import { entitiesOf } from './entities/index.js'
import { TaskQueue } from './task-queue.js'

const MIGRATIONS_TABLE = 'schema_migration'
/** Reads at a time. SQLite holds a thread for each, of the four that Node has unless UV_THREADPOOL_SIZE says otherwise. */
const READERS = 3
const BUSY_TIMEOUT = 5000
const CONNECT_TIMEOUT = 10_000
/** Two processes that open one PostgreSQL database at a time migrate it one after the other. Any number will do. */
const MIGRATION_LOCK = 5_309_153
/** 64-bit numbers come as numbers: ours are far below 2^53, and SQLite knows no others. */
const POSTGRES_VALUES: pg.CustomTypesConfig = {
  getTypeParser: (type, format) =>
    type === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(type, format),
}
const SQLITE_FILES = ['', '-wal', '-shm']

export type StatementListener = (sql: string) => void

/**
 * Opens the database, creating and migrating it where needed.
 * @param onStatement called with each statement, before it runs
 * @throws NamescopeError `database-unavailable`, `database-corrupt`
 */
export async function openDatabase(location: DatabaseLocation, onStatement: StatementListener): Promise<Database> {
  try {
    return location.kind === 'sqlite'
      ? await openSqlite(location, onStatement)
      : await openPostgres(location, onStatement)
  } catch (error) {
    throw databaseError(location, error)
  }
}

/** What TypeORM needs to know to compare the tables with their descriptions, and to migrate them. */
export function schemaOptions(location: DatabaseLocation): DataSourceOptions {
  const common = { migrations: MIGRATIONS, migrationsTableName: MIGRATIONS_TABLE, logging: false }
  return location.kind === 'sqlite'
    ? {
        ...common,
        type: 'sqlite',
        database: location.path,
        entities: entitiesOf(SQLITE_TYPES),
        busyTimeout: BUSY_TIMEOUT,
      }
    : { ...common, type: 'postgres', url: location.url, entities: entitiesOf(POSTGRES_TYPES) }
}

type SqliteLocation = DatabaseLocation & { kind: 'sqlite' }

async function openSqlite(location: SqliteLocation, onStatement: StatementListener): Promise<Database> {
  const logger = statementLogger(onStatement)
  const opened: DataSource[] = []
  const open = async (options: DataSourceOptions): Promise<DataSource> => {
    const source = await new DataSource({ ...options, logger }).initialize()
    opened.push(source)
    return source
  }
  try {
    const writer = await open(schemaOptions(location))
    // Only an empty file can be told to keep account of free pages, which pruning gives back later.
    for (const pragma of ['auto_vacuum = INCREMENTAL', 'journal_mode = WAL', 'synchronous = FULL']) {
      await writer.query(`PRAGMA ${pragma}`)
    }
    await migrate(writer, location)
    const readers: DataSource[] = []
    for (let i = 0; i < READERS; i++) {
      const { path: database } = location
      readers.push(await open({ type: 'sqlite', database, flags: sqlite3.OPEN_READONLY, busyTimeout: BUSY_TIMEOUT }))
    }
    const size = async (): Promise<number> => {
      const files = await Promise.all(SQLITE_FILES.map((suffix) => stat(location.path + suffix).catch(() => undefined)))
      return files.reduce((sum, file) => sum + (file?.size ?? 0), 0)
    }
    return databaseOf(location, SQLITE, writer, readers, size)
  } catch (error) {
    await Promise.allSettled(opened.map((source) => source.destroy()))
    throw error
  }
}

async function openPostgres(location: DatabaseLocation, onStatement: StatementListener): Promise<Database> {
  const source = new DataSource({
    ...schemaOptions(location),
    applicationName: 'namescope',
    connectTimeoutMS: CONNECT_TIMEOUT,
    poolSize: READERS + 1,
    installExtensions: false,
    // An idle connection that breaks is replaced when the next one is needed; the statement that finds out rejects.
    poolErrorHandler: () => undefined,
    extra: { options: '-c synchronous_commit=on', keepAlive: true, types: POSTGRES_VALUES },
    logger: statementLogger(onStatement),
  } as DataSourceOptions)
  await source.initialize()
  try {
    const lock = source.createQueryRunner()
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    try {
      await migrate(source, location)
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK])
      await lock.release()
    }
  } catch (error) {
    await source.destroy()
    throw error
  }
  const size = (): Promise<number> =>
    withRunner(source, POSTGRES, async (connection) => {
      const [row] = await connection.rows<{ size: number }>('SELECT pg_database_size(current_database()) AS size')
      return row!.size
    })
  return databaseOf(
    location,
    POSTGRES,
    source,
    Array.from({ length: READERS }, () => source),
    size,
  )
}

async function migrate(source: DataSource, location: DatabaseLocation): Promise<void> {
  await source.runMigrations({ transaction: 'each' })
  const ran: { name: string }[] = await source.query(`SELECT name FROM ${MIGRATIONS_TABLE}`)
  const known = new Set(source.migrations.map(({ name }) => name))
  const unknown = ran.find(({ name }) => !known.has(name))
  if (unknown === undefined) return
  throw new NamescopeError(
    'database-unavailable',
    `The database ${location.text} was written by a newer version of Namescope (it knows ${unknown.name}); use that version.`,
  )
}

function databaseOf(
  location: DatabaseLocation,
  dialect: Dialect,
  writer: DataSource,
  readers: readonly DataSource[],
  size: () => Promise<number>,
): Database {
  const writes = new TaskQueue([writer], MAX_WAITING)
  const reads = new TaskQueue(readers, MAX_WAITING)
  const typed = (error: unknown): never => {
    throw databaseError(location, error)
  }
  return {
    dialect,
    read: (work, signal) => reads.run((source) => withRunner(source, dialect, work), signal).catch(typed),
    write: (work) => writes.run((source) => inTransaction(source, dialect, work)).catch(typed),
    size: () => size().catch(typed),
    close: async () => {
      await Promise.all([writes.close(), reads.close()])
      // Readers first: the last connection to an SQLite file moves its log into the file.
      for (const source of new Set([...readers, writer])) await source.destroy()
    },
  }
}

async function inTransaction<T>(
  source: DataSource,
  dialect: Dialect,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  return withRunner(source, dialect, async (connection) => {
    await connection.run(dialect.begin)
    try {
      const result = await work(connection)
      await connection.run('COMMIT')
      return result
    } catch (error) {
      // A failed COMMIT may have ended it already, and a lost connection ends it too: the first error is the one that counts.
      await connection.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  })
}

async function withRunner<T>(
  source: DataSource,
  dialect: Dialect,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const runner = source.createQueryRunner()
  try {
    return await work(connectionOf(runner, dialect))
  } finally {
    await runner.release()
  }
}

function connectionOf(runner: QueryRunner, dialect: Dialect): Connection {
  const query = (sql: string, parameters: readonly Parameter[] = []): ReturnType<typeof runner.query> =>
    runner.query(dialect === SQLITE ? sql.replace(/\$(\d)/g, '?$1') : sql, parameters.map(bound), true)
  return {
    rows: async (sql, parameters) => (await query(sql, parameters)).records,
    run: async (sql, parameters) => (await query(sql, parameters)).affected ?? 0,
  }
}

/** Both drivers take bytes as a Buffer. */
function bound(parameter: Parameter): unknown {
  if (!(parameter instanceof Uint8Array) || Buffer.isBuffer(parameter)) return parameter
  return Buffer.from(parameter.buffer, parameter.byteOffset, parameter.byteLength)
}

function statementLogger(onStatement: StatementListener): Logger {
  const ignore = (): void => undefined
  return {
    logQuery: (sql) => onStatement(sql),
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  }
}
