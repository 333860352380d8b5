import type { OptionType, Parsed } from './option-type.js'

/** Where the state of one cluster comes from. */
export type ClusterSource = {
  /** The cluster's name: required, and different for each, where there are several. */
  readonly name?: string
  /** The source as written, without the name: stands for the cluster where nothing better is known. */
  readonly text: string
} & (
  | { readonly kind: 'manifests'; /** Files and folders. */ readonly paths: readonly string[] }
  | { readonly kind: 'kubernetes' }
  | { readonly kind: 'feed'; readonly url: string }
)

const FORMS = 'manifests:PATH[,PATH], kubernetes, or feed:URL'
const NAME = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/

/** `manifests:a,b`, `kubernetes`, `feed:URL`; several clusters as `name=source;name=source`. */
export const clusterSources: OptionType<readonly ClusterSource[]> = {
  name: 'source',
  parse: (given) => {
    const sources: ClusterSource[] = []
    const names = new Set<string>()
    const parts = given.split(';').map((part) => part.trim())
    for (const part of parts) {
      const parsed = oneSource(part)
      if ('wrong' in parsed) return parsed
      const { name } = parsed.value
      if (parts.length > 1 && name === undefined) {
        return { wrong: `has several clusters, of which "${part}" has no name: write NAME=${part}` }
      }
      if (name !== undefined && names.has(name)) return { wrong: `gives the name "${name}" to two clusters` }
      names.add(name ?? '')
      sources.push(parsed.value)
    }
    return { value: sources }
  },
}

function oneSource(part: string): Parsed<ClusterSource> {
  // A name ends at the first "=" only where a source follows: paths and URLs may hold one too.
  const [, name, text = part] = /^([^=:]*)=(.*)$/.exec(part) ?? []
  if (name !== undefined && !NAME.test(name)) {
    return { wrong: `names a cluster "${name}": a name is lower-case letters, digits, "-", "." and "_"` }
  }
  const common = name === undefined ? { text } : { name, text }
  const [, scheme, rest = ''] = /^([a-z]+)(?::(.*))?$/.exec(text) ?? []
  if (scheme === 'kubernetes' && rest === '') return { value: { ...common, kind: 'kubernetes' } }
  if (scheme === 'manifests') {
    const paths = rest.split(',').map((path) => path.trim())
    if (paths.includes('')) return { wrong: 'has an empty path: write manifests:PATH[,PATH]' }
    return { value: { ...common, kind: 'manifests', paths } }
  }
  if (scheme === 'feed') {
    return /^https?:\/\/./.test(rest) && URL.canParse(rest)
      ? { value: { ...common, kind: 'feed', url: rest } }
      : { wrong: `has the feed address "${rest}", which is not an http:// or https:// URL` }
  }
  const hint = /[./]/.test(text) ? `; for files write manifests:${text}` : ''
  return { wrong: `has "${text}", which is not ${FORMS}${hint}` }
}
