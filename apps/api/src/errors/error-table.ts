import type { ErrorCode } from '#libs/errors'

/** How one code is told over HTTP. */
export interface ErrorEntry {
  readonly status: number
  /** A short summary that is the same for every occurrence (RFC 9457, section 3.1.3). */
  readonly title: string
}

/** The one table from codes to statuses: REST takes both fields, GraphQL only the code. */
export const ERROR_TABLE: Readonly<Record<ErrorCode, ErrorEntry>> = {
  'invalid-argument': { status: 400, title: 'Invalid argument' },
  'invalid-name': { status: 400, title: 'Not a domain name' },
  'invalid-type': { status: 400, title: 'Not a record type' },
  'invalid-address': { status: 400, title: 'Not an IP address' },
  'invalid-object': { status: 400, title: 'Not a valid Kubernetes object' },
  'invalid-corefile': { status: 400, title: 'Not a valid Corefile' },
  'invalid-document': { status: 400, title: 'Not a valid document' },
  'invalid-configuration': { status: 500, title: 'Invalid configuration' },
  'invalid-cursor': { status: 400, title: 'Not a cursor of this list' },
  'cursor-expired': { status: 410, title: 'The page behind this cursor is no longer held' },
  'invalid-revision': { status: 400, title: 'Not a revision' },
  'revision-not-found': { status: 404, title: 'No such revision' },
  'snapshot-not-found': { status: 404, title: 'No such snapshot' },
  'snapshot-exists': { status: 409, title: 'The snapshot exists already' },
  'cluster-not-found': { status: 404, title: 'No such cluster' },
  'object-not-found': { status: 404, title: 'No such object' },
  'source-unreadable': { status: 503, title: 'A source of cluster state cannot be read' },
  'duplicate-object': { status: 400, title: 'An object is given twice' },
  'limit-exceeded': { status: 413, title: 'More than is allowed in one request' },
  unauthenticated: { status: 401, title: 'Authentication is required' },
  forbidden: { status: 403, title: 'Not permitted' },
  'forbidden-host': { status: 403, title: 'Not permitted under this host name' },
  'not-found': { status: 404, title: 'No such resource' },
  'method-not-allowed': { status: 405, title: 'Not a method of this resource' },
  'not-acceptable': { status: 406, title: 'No acceptable representation' },
  'unsupported-media-type': { status: 415, title: 'Not a media type that is read here' },
  'not-ready': { status: 503, title: 'Not ready yet' },
  'address-in-use': { status: 500, title: 'The address is in use' },
  'address-not-permitted': { status: 500, title: 'The address is not permitted' },
  'epoch-superseded': { status: 503, title: 'Another process writes the history now' },
  'cluster-mismatch': { status: 500, title: 'The database belongs to another cluster' },
  'database-unavailable': { status: 503, title: 'The database is unavailable' },
  'database-corrupt': { status: 500, title: 'The database is corrupt' },
  'log-corrupt': { status: 500, title: 'The commit log is corrupt' },
  aborted: { status: 503, title: 'The operation was aborted' },
  internal: { status: 500, title: 'Internal error' },
}
