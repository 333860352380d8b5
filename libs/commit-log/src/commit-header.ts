import type { Commit, CoverageChange, Origin, Serials } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import { CODEC_VERSION, checkVersion } from './codec-version.js'
import { PackedReader } from './packed-reader.js'
import { PackedWriter } from './packed-writer.js'

/** All of a commit but its changes. */
export type CommitHeader = Omit<Commit, 'changes' | 'proposed'>

interface Extras {
  readonly gapSince?: number
  readonly coverage?: readonly CoverageChange[]
  readonly coalesced?: true
  readonly note?: string
  readonly origin?: Origin
}

/**
 * The header of a commit: codec version, then `[epoch, number, kind, observed at, serials before or null, extras]`. The cluster
 * is not in it: the chain of digests starts from its name (`firstDigest`).
 * @throws NamescopeError `invalid-argument` for a proposed commit
 */
export function encodeHeader(commit: Commit): Uint8Array {
  if (commit.proposed) throw new NamescopeError('invalid-argument', 'A proposed commit is never stored.')
  const { revision, kind, observedAt, serialsBefore, gapSince, coverage, coalesced, note, origin } = commit
  const serials = serialsBefore && [serialsBefore.cluster, serialsBefore.multicluster, serialsBefore.external]
  const extras: Extras = {
    ...(gapSince === undefined ? {} : { gapSince }),
    ...(coverage === undefined ? {} : { coverage }),
    ...(coalesced === undefined ? {} : { coalesced }),
    ...(note === undefined ? {} : { note }),
    ...(origin === undefined ? {} : { origin }),
  }
  const writer = new PackedWriter()
  writer.write(CODEC_VERSION)
  writer.write([revision.epoch, revision.number, kind, observedAt, serials ?? null, extras])
  return writer.finish()
}

/** @throws NamescopeError `log-corrupt` */
export function decodeHeader(cluster: string, header: Uint8Array): CommitHeader {
  const reader = new PackedReader(header)
  checkVersion(reader.read(), `a commit of cluster ${cluster}`)
  const content = reader.read()
  reader.end()
  if (!Array.isArray(content) || content.length !== 6) {
    throw new NamescopeError(
      'log-corrupt',
      `The header of a commit of cluster ${cluster} has a form that no version ever wrote.`,
    )
  }
  const [epoch, number, kind, observedAt, serials, extras] = content as [
    number,
    number,
    Commit['kind'],
    number,
    [number, number, number] | null,
    Extras,
  ]
  return {
    revision: { cluster, epoch, number },
    kind,
    observedAt,
    ...extras,
    ...(serials === null ? {} : { serialsBefore: serialsOf(serials) }),
  }
}

function serialsOf([cluster, multicluster, external]: [number, number, number]): Serials {
  return { cluster, multicluster, external }
}
