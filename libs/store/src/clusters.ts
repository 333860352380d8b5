import { NamescopeError } from '#libs/errors'
import type { Database } from './database.js'
import type { ClusterRow } from './entities/cluster.entity.js'

/** A cluster that the database has a history of. */
export interface RegisteredCluster {
  /** Its name in the configuration. */
  readonly name: string
  /** The uid of kube-system; absent for manifests, whose name is all their identity. */
  readonly uid?: string
  /** For people: where it came from last. */
  readonly source: string
  /** Milliseconds since 1970. */
  readonly registeredAt: number
}

/** The clusters of a database, by name. */
export class Clusters {
  readonly #ids = new Map<string, number>()

  constructor(
    private readonly database: Database,
    private readonly now: () => number,
  ) {}

  /**
   * Makes a cluster known, or finds it known already.
   * @throws NamescopeError `cluster-mismatch` when the name stands for another cluster here
   */
  async register({ name, uid, source }: Omit<RegisteredCluster, 'registeredAt'>): Promise<RegisteredCluster> {
    return this.database.write(async (connection) => {
      await connection.run(
        `INSERT INTO cluster (name, uid, source, registered_at) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING`,
        [name, uid ?? null, source, this.now()],
      )
      const [row] = await connection.rows<ClusterRow>('SELECT * FROM cluster WHERE name = $1', [name])
      if (row!.uid !== (uid ?? null)) throw mismatch(name, row!.uid ?? undefined, uid)
      if (row!.source !== source) {
        await connection.run('UPDATE cluster SET source = $2 WHERE name = $1', [name, source])
      }
      return { ...clusterOf(row!), source }
    })
  }

  /** All of them, by name. */
  async list(): Promise<RegisteredCluster[]> {
    const rows = await this.database.read((connection) => connection.rows<ClusterRow>('SELECT * FROM cluster'))
    return rows.map(clusterOf).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  /**
   * The number that stands for the cluster in all other tables.
   * @throws NamescopeError `cluster-not-found`
   */
  async idOf(name: string): Promise<number> {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const [row] = await this.database.read((connection) =>
      connection.rows<Pick<ClusterRow, 'id'>>('SELECT id FROM cluster WHERE name = $1', [name]),
    )
    if (row === undefined) {
      throw new NamescopeError('cluster-not-found', `The database has no cluster "${name}".`, { field: 'cluster' })
    }
    this.#ids.set(name, row.id)
    return row.id
  }
}

function clusterOf({ name, uid, source, registered_at }: ClusterRow): RegisteredCluster {
  return { name, ...(uid === null ? {} : { uid }), source, registeredAt: registered_at }
}

function mismatch(name: string, known: string | undefined, given: string | undefined): NamescopeError {
  const identity = (uid: string | undefined): string => (uid === undefined ? 'manifests, without uid' : `uid ${uid}`)
  return new NamescopeError(
    'cluster-mismatch',
    `The database has the history of another cluster named "${name}" (${identity(known)}; this one: ${identity(given)}). ` +
      'Give this cluster another name (name=source), or use another database.',
    { field: 'cluster' },
  )
}
