import type { Source } from '#libs/cluster-model'
import type { ClusterSource, Configuration } from '#libs/config'
import { NamescopeError } from '#libs/errors'
import { manifestSource } from '#libs/manifest-source'

/** The cluster's name in revisions, ids and the database: as given, else its source as written, without the scheme. */
export function clusterName(source: ClusterSource): string {
  return source.name ?? source.text.replace(/^manifests:/, '')
}

/**
 * The source of one cluster.
 * @throws NamescopeError `invalid-configuration` for a kind of source that this version can't read
 */
export function sourceOf(source: ClusterSource, { strict, maxManifestBytes }: Configuration): Source {
  if (source.kind === 'manifests') {
    const { paths } = source
    return manifestSource({ paths, strict, maxFileBytes: maxManifestBytes, now: Date.now, stdin: process.stdin })
  }
  const message = `The source "${source.text}" can't be read by this version: give manifests:PATH[,PATH].`
  throw new NamescopeError('invalid-configuration', message, { field: 'source' })
}
