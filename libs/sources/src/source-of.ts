import { readFile } from 'node:fs/promises'
import type { Kind, Origin, Source } from '#libs/cluster-model'
import type { ClusterSource, Configuration } from '#libs/config'
import { NamescopeError } from '#libs/errors'
import { feedSource } from '#libs/feed-source'
import { manifestSource } from '#libs/manifest-source'

/** The cluster's name in revisions, ids and the database: as given, else its source as written, without the scheme. */
export function clusterName(source: ClusterSource): string {
  return source.name ?? source.text.replace(/^(manifests|feed):/, '')
}

/** What a source needs of the process that runs it. */
export interface SourceWorld {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** What the path `-` stands for. */
  readonly stdin: AsyncIterable<Uint8Array>
  /** From 0 up to and without 1. */
  readonly random: () => number
  /** Lets other work of the event loop run. */
  readonly pause: () => Promise<void>
}

/** What a process that only answers asks of a feed. */
export interface Following {
  /** The kinds that are wanted at the moment, sorted; absent: all. */
  readonly kinds?: (() => readonly Kind[]) | undefined
  /** What the state at hand stands for, when it was kept from this feed. */
  readonly from?: Origin | undefined
}

type GivenOptions = Pick<
  Configuration,
  'strict' | 'maxManifestBytes' | 'podCidrs' | 'serviceCidrs' | 'feedTokenFile' | 'feedCaFile'
>

/**
 * The source of one cluster.
 * @throws NamescopeError `invalid-configuration` for a kind of source that this version can't read
 */
export function sourceOf(
  source: ClusterSource,
  given: GivenOptions,
  world: SourceWorld,
  following: Following = {},
): Source {
  const { strict, maxManifestBytes, podCidrs, serviceCidrs, feedTokenFile, feedCaFile } = given
  if (source.kind === 'manifests') {
    const { paths } = source
    const derive = { podCidrs, serviceCidrs }
    return manifestSource({ paths, strict, maxFileBytes: maxManifestBytes, derive, ...world })
  }
  if (source.kind === 'feed') {
    const { url } = source
    const token = feedTokenFile === undefined ? undefined : () => firstWord(feedTokenFile)
    const ca = feedCaFile === undefined ? undefined : () => textOf(feedCaFile, 'feed-ca-file')
    return feedSource({ url, token, ca, ...world, ...following })
  }
  const message = `The source "${source.text}" can't be read by this version: give manifests:PATH[,PATH] or feed:URL.`
  throw new NamescopeError('invalid-configuration', message, { field: 'source' })
}

async function firstWord(file: string): Promise<string> {
  const [word] = (await textOf(file, 'feed-token-file')).trim().split(/\s+/)
  if (word !== undefined && word !== '') return word
  throw new NamescopeError('source-unreadable', `${file} holds no token.`, { file, field: 'feed-token-file' })
}

async function textOf(file: string, field: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const message = `${file} can't be read: ${(cause as Error).message}; name a readable file with --${field}.`
    throw new NamescopeError('source-unreadable', message, { file, field }, { cause })
  }
}
