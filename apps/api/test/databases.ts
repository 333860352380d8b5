import { findPostgres, startPostgres, type PostgresServer } from '#test/postgres'

const installation = findPostgres()
let postgres: Promise<PostgresServer> | undefined

/** A kind of database to run a suite on. */
export interface DatabaseKind {
  readonly name: string
  /** Why it can't be run on here; absent when it can. */
  readonly missing?: string
  /** The URL of a new, empty database; nothing for SQLite's file in the server's own folder. */
  readonly fresh: () => Promise<string | undefined>
}

export const DATABASES: readonly DatabaseKind[] = [
  { name: 'SQLite', fresh: () => Promise.resolve(undefined) },
  {
    name: 'PostgreSQL',
    ...(typeof installation === 'string' ? { missing: installation } : {}),
    fresh: async () => {
      if (typeof installation === 'string') throw new Error(installation)
      postgres ??= startPostgres(installation)
      return (await postgres).createDatabase()
    },
  },
]

/** Ends the PostgreSQL server, when one was started. */
export async function stopDatabases(): Promise<void> {
  await (await postgres)?.stop()
}
