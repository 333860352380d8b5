import { readFile } from 'node:fs/promises'
import type { Kind, Origin, Source } from '#libs/cluster-model'
import type { ClusterSource, Configuration } from '#libs/config'
import { NamescopeError } from '#libs/errors'

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
  /** The process's environment, which tells where a cluster is. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What we are called in the logs of an API server: `namescope/1.2.3`. */
  readonly userAgent: string
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
  | 'strict'
  | 'maxManifestBytes'
  | 'podCidrs'
  | 'serviceCidrs'
  | 'feedTokenFile'
  | 'feedCaFile'
  | 'kubeconfig'
  | 'context'
>

/** The source of one cluster; only what its kind needs is loaded. What is wrong with it shows when it runs. */
export async function sourceOf(
  source: ClusterSource,
  given: GivenOptions,
  world: SourceWorld,
  { kinds, from }: Following = {},
): Promise<Source> {
  switch (source.kind) {
    case 'manifests': {
      const { manifestSource } = await import('#libs/manifest-source')
      const { strict, maxManifestBytes, podCidrs, serviceCidrs } = given
      const derive = { podCidrs, serviceCidrs }
      return manifestSource({ paths: source.paths, strict, maxFileBytes: maxManifestBytes, derive, ...world })
    }
    case 'feed': {
      const { feedSource } = await import('#libs/feed-source')
      const { feedTokenFile, feedCaFile } = given
      const token = feedTokenFile === undefined ? undefined : () => firstWord(feedTokenFile)
      const ca = feedCaFile === undefined ? undefined : () => textOf(feedCaFile, 'feed-ca-file')
      return feedSource({ url: source.url, token, ca, ...world, kinds, from })
    }
    case 'kubernetes': {
      const { findConnection, kubernetesSource } = await import('#libs/kube-source')
      const { kubeconfig, context } = given
      return kubernetesSource({ connect: () => findConnection({ kubeconfig, context, ...world }), ...world, kinds })
    }
  }
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
