import type { Kind, Revision } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { CODEC_VERSION, checkVersion } from './codec-version.js'
import { verifyCommit, type EncodedChange, type EncodedCommit } from './commit-codec.js'
import { decodeHeader } from './commit-header.js'
import { DIGEST_LENGTH } from './digest.js'
import { PackedReader } from './packed-reader.js'
import { PackedWriter } from './packed-writer.js'

type Entry = readonly [kind: Kind, namespace: string, name: string, length: number]

/**
 * A whole commit in one run of bytes, for files and the feed: the length of the index (4 bytes), the index (codec version,
 * length of the header, key and length of each body), the header, the bodies, the digest.
 */
export function writeCommitFrame({ header, changes, digest }: EncodedCommit): Uint8Array {
  const writer = new PackedWriter()
  writer.write(CODEC_VERSION)
  writer.write(header.length)
  writer.write(changes.map(({ key, body }): Entry => [key.kind, key.namespace, key.name, body.length]))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(writer.length)
  return Buffer.concat([length, writer.finish(), header, ...changes.map(({ body }) => body), digest])
}

/**
 * The commit in a frame.
 * @param previous the digest of the commit before, or `firstDigest` of the cluster
 * @throws NamescopeError `log-corrupt` for a frame that is torn, damaged, of another version, or does not follow `previous`
 */
export function readCommitFrame(cluster: string, frame: Uint8Array, previous: Uint8Array): EncodedCommit {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
  if (bytes.length < 4) throw torn(cluster)
  const indexEnd = 4 + bytes.readUInt32BE(0)
  if (indexEnd > bytes.length) throw torn(cluster)
  const reader = new PackedReader(bytes.subarray(0, indexEnd), 4)
  checkVersion(reader.read(), `a commit of cluster ${cluster}`)
  const headerLength = reader.read() as number
  const entries = reader.read() as readonly Entry[]
  reader.end()

  let at = indexEnd + headerLength
  const header = bytes.subarray(indexEnd, at)
  const changes = entries.map(([kind, namespace, name, length]): EncodedChange => {
    const body = bytes.subarray(at, at + length)
    at += length
    return { key: { kind, namespace, name }, body }
  })
  if (at + DIGEST_LENGTH !== bytes.length) throw torn(cluster)
  const revision: Revision = decodeHeader(cluster, header).revision
  const commit = { revision, header, changes, digest: bytes.subarray(at) }
  verifyCommit(commit, previous)
  return commit
}

function torn(cluster: string): NamescopeError {
  return new NamescopeError(
    'log-corrupt',
    `A stored commit of cluster ${cluster} is torn: bytes are missing or left over.`,
  )
}
