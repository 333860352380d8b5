import type { ObjectKey } from '#libs/cluster-model'
import type { Connection } from './database.js'
import type { Dialect } from './dialect.js'

/** Rows of one statement, and bytes: so much is encoded at a time, before the event loop gets its turn. */
const MAX_ROWS = 500
const MAX_BYTES = 1024 * 1024

/**
 * Rows for one statement: one JSON array with an array per row, and one run of bytes that the rows point into. The database
 * takes both apart; a parameter per value would be many times slower, and neither JSON nor a text can hold bytes.
 */
class RowBatch {
  #rows: unknown[] = []
  #bytes: Uint8Array[] = []
  #length = 0

  /** Adds a row. The place (from 1) and the length of its bytes are appended to the values. */
  add(values: readonly unknown[], bytes: Uint8Array): void {
    this.#rows.push([...values, this.#length + 1, bytes.length])
    this.#bytes.push(bytes)
    this.#length += bytes.length
  }

  get isFull(): boolean {
    return this.#rows.length >= MAX_ROWS || this.#length >= MAX_BYTES
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0
  }

  /** The two parameters; the batch is empty afterwards. */
  take(): [rows: string, bytes: Buffer] {
    const taken: [string, Buffer] = [JSON.stringify(this.#rows), Buffer.concat(this.#bytes)]
    this.#rows = []
    this.#bytes = []
    this.#length = 0
    return taken
  }
}

/** Puts commits and their changes into the log, a few hundred rows per statement. */
export class LogInsert {
  readonly #changes = new RowBatch()
  readonly #commits = new RowBatch()

  constructor(
    private readonly connection: Connection,
    private readonly dialect: Dialect,
    private readonly clusterId: number,
  ) {}

  async change(number: number, position: number, key: ObjectKey, body: Uint8Array): Promise<void> {
    this.#changes.add([number, position, key.kind, key.namespace, key.name], body)
    if (this.#changes.isFull) await this.#insertChanges()
  }

  async commit(
    facts: { number: number; epoch: number; kind: string; observedAt: number; changes: number },
    header: Uint8Array,
    digest: Uint8Array,
  ): Promise<void> {
    const { number, epoch, kind, observedAt, changes } = facts
    this.#commits.add([number, epoch, kind, observedAt, changes, header.length], Buffer.concat([header, digest]))
    if (this.#commits.isFull) await this.#insertCommits()
  }

  /** Writes what has not been written yet. */
  async finish(): Promise<void> {
    if (!this.#changes.isEmpty) await this.#insertChanges()
    if (!this.#commits.isEmpty) await this.#insertCommits()
  }

  async #insertChanges(): Promise<void> {
    const [rows, bytes] = this.#changes.take()
    await this.connection.run(
      `INSERT INTO log_object (cluster_id, kind, namespace, name)
       SELECT DISTINCT CAST($1 AS integer), j.value ->> 2, j.value ->> 3, j.value ->> 4
       FROM ${this.dialect.items('$2')}
       WHERE NOT EXISTS (SELECT 1 FROM log_object o WHERE ${SAME_OBJECT})`,
      [this.clusterId, rows],
    )
    // CROSS JOIN keeps SQLite from walking through all objects first.
    await this.connection.run(
      `INSERT INTO log_change (cluster_id, number, position, object_id, body)
       SELECT CAST($1 AS integer), CAST(j.value ->> 0 AS bigint), CAST(j.value ->> 1 AS integer), o.id,
         substr(${this.dialect.bytes('$3')}, CAST(j.value ->> 5 AS integer), CAST(j.value ->> 6 AS integer))
       FROM ${this.dialect.items('$2')} CROSS JOIN log_object o WHERE ${SAME_OBJECT}`,
      [this.clusterId, rows, bytes],
    )
  }

  async #insertCommits(): Promise<void> {
    const [rows, bytes] = this.#commits.take()
    const all = this.dialect.bytes('$3')
    const start = 'CAST(j.value ->> 6 AS integer)'
    const header = 'CAST(j.value ->> 5 AS integer)'
    await this.connection.run(
      `INSERT INTO log_commit (cluster_id, number, epoch, kind, observed_at, changes, header, digest)
       SELECT CAST($1 AS integer), CAST(j.value ->> 0 AS bigint), CAST(j.value ->> 1 AS integer), j.value ->> 2,
         CAST(j.value ->> 3 AS bigint), CAST(j.value ->> 4 AS integer),
         substr(${all}, ${start}, ${header}),
         substr(${all}, ${start} + ${header}, CAST(j.value ->> 7 AS integer) - ${header})
       FROM ${this.dialect.items('$2')}`,
      [this.clusterId, rows, bytes],
    )
  }
}

/** The object `o` of the row `j` of changes. */
const SAME_OBJECT =
  'o.cluster_id = $1 AND o.kind = (j.value ->> 2) AND o.namespace = (j.value ->> 3) AND o.name = (j.value ->> 4)'
