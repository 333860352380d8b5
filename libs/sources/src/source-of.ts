import type { Source } from '#libs/cluster-model'
import type { ClusterSource, Configuration } from '#libs/config'
import { NamescopeError } from '#libs/errors'
import { manifestSource } from '#libs/manifest-source'

/** The cluster's name in revisions, ids and the database: as given, else its source as written, without the scheme. */
export function clusterName(source: ClusterSource): string {
  return source.name ?? source.text.replace(/^manifests:/, '')
}

/** What a source needs of the process that runs it. */
export interface SourceWorld {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** What the path `-` stands for. */
  readonly stdin: AsyncIterable<Uint8Array>
}

type GivenOptions = Pick<Configuration, 'strict' | 'maxManifestBytes' | 'podCidrs' | 'serviceCidrs'>

/**
 * The source of one cluster.
 * @throws NamescopeError `invalid-configuration` for a kind of source that this version can't read
 */
export function sourceOf(source: ClusterSource, given: GivenOptions, world: SourceWorld): Source {
  const { strict, maxManifestBytes, podCidrs, serviceCidrs } = given
  if (source.kind === 'manifests') {
    const { paths } = source
    const derive = { podCidrs, serviceCidrs }
    return manifestSource({ paths, strict, maxFileBytes: maxManifestBytes, derive, ...world })
  }
  const message = `The source "${source.text}" can't be read by this version: give manifests:PATH[,PATH].`
  throw new NamescopeError('invalid-configuration', message, { field: 'source' })
}
