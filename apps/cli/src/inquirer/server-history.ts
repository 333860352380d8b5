import type { RecordDifference } from '#libs/zone'
import type { Comparison } from './inquirer.js'
import type { ServerClient } from './server-client.js'

/** One revision of a cluster, as the server lists it. */
export interface ListedRevision {
  readonly revision: string
  readonly kind: string
  /** Milliseconds since 1970. */
  readonly observedAt: number
  /** How many objects changed; callers with limited sight are not told. */
  readonly changes?: number
  readonly note?: string
}

export interface RevisionPage {
  readonly cluster: string
  /** The newest first. */
  readonly revisions: readonly ListedRevision[]
}

/** A revision with a name. */
export interface Snapshot {
  readonly cluster: string
  readonly name: string
  readonly revision: string
  /** When the revision was observed: milliseconds since 1970. */
  readonly observedAt: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly note?: string
}

/** Two moments of one cluster's history; `to` absent means now. */
export interface MomentPair {
  readonly cluster: string | undefined
  readonly from: string
  readonly to: string | undefined
}

interface ComparisonPage {
  readonly cluster: string
  readonly from: { readonly revision: string; readonly observedAt: number }
  readonly to: { readonly revision: string; readonly observedAt: number }
  readonly differences: readonly RecordDifference[]
  readonly total: number
}

/** The most differences that the server gives at once. */
const PAGE_SIZE = 1000

/** All differences between two moments: pages after the first ask for the revisions that the first one found. */
export async function compareMoments(client: ServerClient, { cluster, from, to }: MomentPair): Promise<Comparison> {
  const first = String(PAGE_SIZE)
  const head: ComparisonPage = await client.get('/compare', { cluster, from, to, first })
  const differences = [...head.differences]
  while (differences.length < head.total) {
    const page: ComparisonPage = await client.get('/compare', {
      cluster,
      from: head.from.revision,
      to: head.to.revision,
      first,
      skip: String(differences.length),
    })
    differences.push(...page.differences)
  }
  const moment = { cluster: head.cluster }
  return { from: { ...moment, ...head.from }, to: { ...moment, ...head.to }, differences }
}

/** The newest revisions. */
export function listRevisions(client: ServerClient, cluster: string | undefined, first: number): Promise<RevisionPage> {
  return client.get('/revisions', { cluster, first: String(first) })
}

export function listSnapshots(client: ServerClient, cluster: string | undefined): Promise<readonly Snapshot[]> {
  return client.get('/snapshots', { cluster })
}

export interface NewSnapshot {
  readonly name: string
  /** The moment to name; the newest durable revision without it. */
  readonly at?: string | undefined
  readonly note?: string | undefined
}

export function createSnapshot(
  client: ServerClient,
  cluster: string | undefined,
  snapshot: NewSnapshot,
): Promise<Snapshot> {
  return client.post('/snapshots', {}, { ...snapshot, cluster })
}

export function deleteSnapshot(client: ServerClient, cluster: string | undefined, name: string): Promise<void> {
  return client.delete(`/snapshots/${encodeURIComponent(name)}`, { cluster })
}
