import { NamescopeError } from '#libs/errors'
import type { Commit, ObjectKey, Revision } from '#libs/cluster-model'
import { decodeChange, encodeChange, type LoggedChange } from './change-body.js'
import { decodeHeader, encodeHeader, type CommitHeader } from './commit-header.js'
import { bodyDigest, CommitDigest } from './digest.js'

/** A commit in bytes. One `EncodedChange` after the other may be kept or sent on its own. */
export interface EncodedCommit {
  readonly revision: Revision
  readonly header: Uint8Array
  readonly changes: readonly EncodedChange[]
  /** The chain up to and with this commit (`CommitDigest`). */
  readonly digest: Uint8Array
}

export interface EncodedChange {
  readonly key: ObjectKey
  readonly body: Uint8Array
}

/** A commit as the log keeps it. `commitForwards` and `commitBackwards` join it with the state to a whole `Commit`. */
export interface LoggedCommit extends CommitHeader {
  readonly changes: readonly LoggedChange[]
}

/**
 * The bytes of a commit. Equal commits after equal histories have equal bytes and digests, on every machine.
 * @param previous the digest of the commit before, or `firstDigest` of the cluster
 * @throws NamescopeError `invalid-argument` for a proposed commit
 */
export function encodeCommit(commit: Commit, previous: Uint8Array): EncodedCommit {
  const header = encodeHeader(commit)
  const changes = commit.changes.map((change) => ({ key: change.key, body: encodeChange(change) }))
  return { revision: commit.revision, header, changes, digest: digestOf(header, changes, previous) }
}

/** Changes that are encoded between two pauses: a few milliseconds, were each an EndpointSlice of a hundred endpoints. */
const CHANGES_PER_PART = 50

/** `encodeCommit` with pauses, for commits that may be large. */
export async function encodeCommitInParts(
  commit: Commit,
  previous: Uint8Array,
  pause: () => Promise<void>,
): Promise<EncodedCommit> {
  const header = encodeHeader(commit)
  const changes: EncodedChange[] = []
  for (const change of commit.changes) {
    changes.push({ key: change.key, body: encodeChange(change) })
    if (changes.length % CHANGES_PER_PART === 0) await pause()
  }
  return { revision: commit.revision, header, changes, digest: digestOf(header, changes, previous) }
}

/** @throws NamescopeError `log-corrupt` for bytes that are damaged, or of another version */
export function decodeCommit({ revision, header, changes }: Omit<EncodedCommit, 'digest'>): LoggedCommit {
  return {
    ...decodeHeader(revision.cluster, header),
    changes: changes.map(({ key, body }) => decodeChange(key, body)),
  }
}

/**
 * Checks a commit against the chain: not a byte of it was altered, and it follows the commit that `previous` is the digest of.
 * @throws NamescopeError `log-corrupt`
 */
export function verifyCommit({ revision, header, changes, digest }: EncodedCommit, previous: Uint8Array): void {
  if (Buffer.compare(digestOf(header, changes, previous), digest) === 0) return
  throw new NamescopeError(
    'log-corrupt',
    `Commit ${revision.epoch}.${revision.number} of cluster ${revision.cluster} does not fit its digest: it, or the commit ` +
      'before it, was altered, removed or inserted.',
  )
}

function digestOf(header: Uint8Array, changes: readonly EncodedChange[], previous: Uint8Array): Uint8Array {
  const digest = new CommitDigest(previous, header)
  for (const { key, body } of changes) digest.add(key, bodyDigest(body))
  return digest.finish()
}
