import { createHash } from 'node:crypto'
import { scopeKey, type Scope } from '#libs/cluster-model'
import { BUILD } from './build.js'

const TAG_OCTETS = 12

/**
 * The strong validator of a result that is pinned to revisions (RFC 9110, section 8.8.3). For one URL the result depends on
 * nothing but the revisions, what the caller may see, and the program.
 */
export function entityTag(pins: readonly string[], scope: Scope): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([BUILD, scopeKey(scope), ...pins]))
    .digest()
  return `"${hash.subarray(0, TAG_OCTETS).toString('base64url')}"`
}

/** True when an `If-None-Match` header names the tag (RFC 9110, section 13.1.2: by weak comparison). */
export function namesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  if (header.trim() === '*') return true
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag)
}
