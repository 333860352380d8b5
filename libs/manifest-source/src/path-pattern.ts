import { basename, extname, join, matchesGlob, normalize, sep } from 'node:path'

const ENDINGS = new Set(['.yaml', '.yml', '.json'])
const WILDCARD = /[*?[\]{}]/

/** True for a file that holds manifests, by its name. */
export function isManifestName(path: string): boolean {
  return ENDINGS.has(extname(path).toLowerCase()) && !basename(path).startsWith('.')
}

/**
 * True for folders that are not walked into: hidden ones (among them the `..data` of mounted ConfigMaps, whose files are seen
 * through their links), packages, and `after`, which by convention holds states to be applied later.
 */
export function isSkippedFolder(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || name === 'after'
}

/** A path with wildcards, such as `deploy/*.yaml`: where to start, and what to take. */
export interface PathPattern {
  /** The folder before the first wildcard. */
  readonly base: string
  /** Folders below the base that can hold a match; Infinity with `**`. */
  readonly depth: number
  /** True for a path as walking from the base gives it. */
  matches(path: string): boolean
}

/** The pattern of a path with wildcards, or `undefined` for a path without any. */
export function parsePattern(path: string): PathPattern | undefined {
  if (!WILDCARD.test(path)) return undefined
  const pattern = normalize(path)
  const steps = pattern.split(sep)
  const first = steps.findIndex((step) => WILDCARD.test(step))
  const rest = steps.slice(first)
  return {
    base: first === 0 ? '.' : join(pattern.startsWith(sep) ? sep : '', ...steps.slice(0, first)),
    depth: rest.some((step) => step === '**' || step.includes('{')) ? Number.POSITIVE_INFINITY : rest.length - 1,
    matches: (candidate) => matchesGlob(candidate, pattern),
  }
}
