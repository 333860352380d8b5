import { NamescopeError } from '#libs/errors'
import { parseRevision, revisionText, type Revision } from './revision.js'
import { scopeKey, type Scope } from './scope.js'

/** Where something stands in a list: what the list is ordered by. */
export type ListPlace = readonly string[]

/**
 * The cursors of one list, pinned to what the list tells of: its cluster and revision, and what the caller may see. Another caller's
 * cursor, another cluster's or another list's is none.
 */
export class PageCursors<P extends ListPlace> {
  readonly #pin: string

  /** @param depth How many texts a place of this list has. */
  constructor(
    revision: Revision,
    scope: Scope,
    private readonly depth: P['length'],
  ) {
    this.#pin = [revision.cluster, revisionText(revision), scopeKey(scope)].join('\n')
  }

  at(place: P): string {
    return Buffer.from(JSON.stringify([this.#pin, ...place])).toString('base64url')
  }

  /** @throws NamescopeError `invalid-cursor` for a text that is no cursor, or one of another list */
  placeOf(cursor: string): P {
    const [pin, ...place] = readCursor(cursor)
    if (place.length === this.depth && pin === this.#pin) return place as unknown as P
    throw invalidCursor('it belongs to another list, revision, cluster or caller')
  }
}

/**
 * The revision that a cursor is pinned to, as `EPOCH.NUMBER`.
 * @throws NamescopeError `invalid-cursor`
 */
export function cursorRevision(cursor: string): string {
  const [pin = ''] = readCursor(cursor)
  const [, revision = '', ...scope] = pin.split('\n')
  if (scope.length !== 1) throw unknownCursor()
  parseRevision('', revision)
  return revision
}

function readCursor(cursor: string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(parts) && parts.every((part) => typeof part === 'string')) return parts
  } catch {
    // Not JSON: falls through to the one message for all that is no cursor.
  }
  throw unknownCursor()
}

function unknownCursor(): NamescopeError {
  return invalidCursor('it is not one that an earlier page gave')
}

function invalidCursor(why: string): NamescopeError {
  return new NamescopeError('invalid-cursor', `The cursor can't be used: ${why}. Ask for the first page again.`, {
    field: 'after',
  })
}
