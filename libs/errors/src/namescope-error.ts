/**
 * The codes of everything that can go wrong outside a DNS outcome. Stable: clients match on them. The API maps each to an
 * HTTP status and to GraphQL `extensions.code` in one place (`apps/api/src/errors`), the CLI to an exit code.
 */
export type ErrorCode =
  | 'invalid-argument'
  | 'invalid-name'
  | 'invalid-type'
  | 'invalid-address'
  | 'invalid-object'
  | 'invalid-corefile'
  | 'invalid-document'
  | 'invalid-configuration'
  | 'invalid-cursor'
  | 'cursor-expired'
  | 'invalid-revision'
  | 'revision-not-found'
  | 'snapshot-not-found'
  | 'snapshot-exists'
  | 'cluster-not-found'
  | 'object-not-found'
  | 'source-unreadable'
  | 'duplicate-object'
  | 'limit-exceeded'
  | 'unauthenticated'
  | 'forbidden'
  | 'forbidden-host'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'unsupported-media-type'
  | 'not-ready'
  | 'address-in-use'
  | 'address-not-permitted'
  | 'cluster-mismatch'
  | 'epoch-superseded'
  | 'database-unavailable'
  | 'database-corrupt'
  | 'log-corrupt'
  | 'aborted'
  | 'internal'

/** Where the bad input stands. Lines and columns count from 1. */
export interface ErrorPlace {
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** A path inside a document or request, such as `spec.clusterIPs[0]` or `first`. */
  readonly field?: string
}

/** Bad input or failed I/O, with a stable code, a sentence that says what would be right, and the place where it stands. */
export class NamescopeError extends Error {
  override readonly name = 'NamescopeError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly place: ErrorPlace = {},
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }
}
