import { createHash, hash, type Hash } from 'node:crypto'
import type { ObjectKey } from '#libs/cluster-model'
import { packValue } from './packed-writer.js'

/** Octets of a digest: SHA-256. */
export const DIGEST_LENGTH = 32

/** What stands before the first commit of a cluster: two clusters with the same commits have different chains. */
export function firstDigest(cluster: string): Uint8Array {
  return hash('sha256', `namescope commit log of ${cluster}`, 'buffer')
}

/** The digest of a change's body. It stays when the body is pruned or redacted. */
export function bodyDigest(body: Uint8Array): Uint8Array {
  return hash('sha256', body, 'buffer')
}

/**
 * The digest of a commit: H(digest of the commit before, digest of the header, digest of each change in order). It covers every
 * byte of the history up to here, but only through the digests of the bodies: one of them can go and the chain still verifies.
 * Changes are added one by one, because a commit may have too many to be encoded at once.
 */
export class CommitDigest {
  readonly #hash: Hash

  /** @param previous the digest of the commit before, or `firstDigest` of the cluster */
  constructor(previous: Uint8Array, header: Uint8Array) {
    this.#hash = createHash('sha256').update(previous).update(bodyDigest(header))
  }

  add(key: ObjectKey, digestOfBody: Uint8Array): void {
    this.#hash.update(changeDigest(key, digestOfBody))
  }

  finish(): Uint8Array {
    return this.#hash.digest()
  }
}

/** The digest of one change: H(key, digest of the body). */
function changeDigest({ kind, namespace, name }: ObjectKey, digestOfBody: Uint8Array): Uint8Array {
  return createHash('sha256')
    .update(packValue([kind, namespace, name]))
    .update(digestOfBody)
    .digest()
}
