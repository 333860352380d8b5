import type { Dialect } from './dialect.js'

/** A value of a parameter. Parameters are `$1`, `$2` and so on in the SQL of either database. */
export type Parameter = string | number | Uint8Array | null

/** One connection to the database, for one statement at a time. */
export interface Connection {
  /** The rows of a query. */
  rows<R extends object>(sql: string, parameters?: readonly Parameter[]): Promise<R[]>
  /** Runs a statement that changes rows; resolves to how many. */
  run(sql: string, parameters?: readonly Parameter[]): Promise<number>
}

/** An open database, with what its two kinds do differently behind it. All its errors are typed (`database-error.ts`). */
export interface Database {
  readonly dialect: Dialect
  /**
   * Reads on a connection that is not used for anything else meanwhile.
   * @throws NamescopeError `aborted` when the signal aborts before the turn comes; `limit-exceeded` when too many wait
   */
  read<T>(work: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Writes in a transaction, after all earlier ones. Durable (on the disk) when it resolves, undone when it rejects. */
  write<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Bytes of all its files. */
  size(): Promise<number>
  /** Waits for what was asked for, then closes. */
  close(): Promise<void>
}

/** How many reads and writes may wait for their turn. */
export const MAX_WAITING = 1000
