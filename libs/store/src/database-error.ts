import { NamescopeError } from '#libs/errors'
import type { DatabaseLocation } from './database-location.js'

/** What the databases call content that can't be trusted. */
const CORRUPT = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'XX001', 'XX002'])

/** What to do about the commonest failures, by their code. */
const ADVICE: Readonly<Record<string, string>> = {
  SQLITE_CANTOPEN: 'the path must name a file that this user may create and write, in a folder that it may write',
  SQLITE_READONLY: 'this user must be allowed to write the file and its folder',
  SQLITE_BUSY: 'another process holds it; only one may write',
  SQLITE_FULL: 'the disk is full; free some space',
  SQLITE_IOERR: 'the disk reports an error',
  EACCES: 'this user must be allowed to create and write the file',
  EISDIR: 'the path must name a file, not a folder',
  ENOTDIR: 'a part of the path is a file where a folder is needed',
  ECONNREFUSED: 'nothing listens there; start the server, or correct host and port',
  ENOTFOUND: 'the host name does not exist',
  '28P01': 'user or password is wrong',
  '28000': 'the server does not let this user in',
  '3D000': 'the server has no such database; create it first',
}

/** The typed error for a failure of the database; one that is typed already stays as it is. */
export function databaseError(location: DatabaseLocation, cause: unknown): NamescopeError {
  if (cause instanceof NamescopeError) return cause
  const code = codeOf(cause)
  const reason = cause instanceof Error ? cause.message : String(cause)
  const place = location.kind === 'sqlite' ? { file: location.path } : {}
  if (code !== undefined && CORRUPT.has(code)) {
    return new NamescopeError(
      'database-corrupt',
      `The database ${location.text} is damaged, or is none: ${reason}. Restore a backup, or move it away and start anew.`,
      place,
      { cause },
    )
  }
  const advice = code === undefined ? undefined : ADVICE[code]
  return new NamescopeError(
    'database-unavailable',
    `The database ${location.text} can't be used: ${reason}${advice === undefined ? '' : `; ${advice}`}.`,
    place,
    { cause },
  )
}

/** The driver's own code, wherever the layers above it have put it. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, driverError, errors } = error as { code?: unknown; driverError?: unknown; errors?: unknown }
  if (typeof code === 'string') return code
  // A host name with several addresses fails once for each.
  return codeOf(driverError) ?? (Array.isArray(errors) ? codeOf(errors[0]) : undefined)
}
