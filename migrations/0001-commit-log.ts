import type { MigrationInterface, QueryRunner } from 'typeorm'

/** The commit log: clusters, epochs, commits, changes; checkpoints; snapshots. */
export class CommitLog1795392000000 implements MigrationInterface {
  readonly name = 'CommitLog1795392000000'

  async up(runner: QueryRunner): Promise<void> {
    const dialect = runner.connection.options.type === 'sqlite' ? SQLITE : POSTGRES
    for (const statement of [...tables(dialect), ...INDEXES]) await runner.query(statement)
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await runner.query(`DROP TABLE "${table}"`)
  }
}

const TABLES = 'cluster epoch log_commit log_object log_change checkpoint checkpoint_part snapshot'.split(' ')

interface Dialect {
  /** A number that the database gives out. */
  readonly id: (table: string) => string
  readonly bytes: string
  /** After a table that is only ever read along its key. */
  readonly keyed: string
}

const SQLITE: Dialect = {
  id: () => '"id" integer PRIMARY KEY AUTOINCREMENT NOT NULL',
  bytes: 'blob',
  // One tree instead of two.
  keyed: ' WITHOUT ROWID',
}

const POSTGRES: Dialect = {
  id: (table) => `"id" SERIAL CONSTRAINT "pk_${table}" PRIMARY KEY`,
  bytes: 'bytea',
  keyed: '',
}

function tables({ id, bytes, keyed }: Dialect): string[] {
  return [
    `CREATE TABLE "cluster" (
    ${id('cluster')},
    "name" text NOT NULL,
    "uid" text,
    "source" text NOT NULL,
    "registered_at" bigint NOT NULL,
    CONSTRAINT "uq_cluster_name" UNIQUE ("name")
  )`,
    `CREATE TABLE "epoch" (
    "cluster_id" integer NOT NULL,
    "epoch" integer NOT NULL,
    "base_number" bigint NOT NULL,
    "last_number" bigint NOT NULL,
    "began_at" bigint NOT NULL,
    "ended_at" bigint,
    CONSTRAINT "fk_epoch_cluster" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id"),
    CONSTRAINT "pk_epoch" PRIMARY KEY ("cluster_id", "epoch")
  )`,
    `CREATE TABLE "log_commit" (
    "cluster_id" integer NOT NULL,
    "number" bigint NOT NULL,
    "epoch" integer NOT NULL,
    "kind" text NOT NULL,
    "observed_at" bigint NOT NULL,
    "changes" integer NOT NULL,
    "header" ${bytes} NOT NULL,
    "digest" ${bytes} NOT NULL,
    CONSTRAINT "fk_log_commit_epoch" FOREIGN KEY ("cluster_id", "epoch") REFERENCES "epoch" ("cluster_id", "epoch"),
    CONSTRAINT "pk_log_commit" PRIMARY KEY ("cluster_id", "number")
  )${keyed}`,
    `CREATE TABLE "log_object" (
    ${id('log_object')},
    "cluster_id" integer NOT NULL,
    "kind" text NOT NULL,
    "namespace" text NOT NULL,
    "name" text NOT NULL,
    CONSTRAINT "uq_log_object_key" UNIQUE ("cluster_id", "namespace", "name", "kind")
  )`,
    `CREATE TABLE "log_change" (
    "cluster_id" integer NOT NULL,
    "number" bigint NOT NULL,
    "position" integer NOT NULL,
    "object_id" integer NOT NULL,
    "body" ${bytes},
    "digest" ${bytes},
    CONSTRAINT "pk_log_change" PRIMARY KEY ("cluster_id", "number", "position")
  )${keyed}`,
    `CREATE TABLE "checkpoint" (
    "cluster_id" integer NOT NULL,
    "number" bigint NOT NULL,
    "parts" integer NOT NULL,
    "size" bigint NOT NULL,
    "created_at" bigint NOT NULL,
    CONSTRAINT "fk_checkpoint_commit" FOREIGN KEY ("cluster_id", "number") REFERENCES "log_commit" ("cluster_id", "number"),
    CONSTRAINT "pk_checkpoint" PRIMARY KEY ("cluster_id", "number")
  )`,
    `CREATE TABLE "checkpoint_part" (
    "cluster_id" integer NOT NULL,
    "number" bigint NOT NULL,
    "part" integer NOT NULL,
    "body" ${bytes} NOT NULL,
    CONSTRAINT "pk_checkpoint_part" PRIMARY KEY ("cluster_id", "number", "part")
  )`,
    `CREATE TABLE "snapshot" (
    "cluster_id" integer NOT NULL,
    "name" text NOT NULL,
    "number" bigint NOT NULL,
    "note" text NOT NULL,
    "created_at" bigint NOT NULL,
    CONSTRAINT "fk_snapshot_cluster" FOREIGN KEY ("cluster_id") REFERENCES "cluster" ("id"),
    CONSTRAINT "pk_snapshot" PRIMARY KEY ("cluster_id", "name")
  )`,
  ]
}

const INDEXES = [
  `CREATE INDEX "ix_log_commit_observed" ON "log_commit" ("cluster_id", "epoch", "observed_at", "number")`,
  `CREATE INDEX "ix_log_change_object" ON "log_change" ("object_id", "number")`,
  `CREATE INDEX "ix_snapshot_number" ON "snapshot" ("cluster_id", "number")`,
]
