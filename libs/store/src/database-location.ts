import { NamescopeError } from '#libs/errors'

/** Where a database is, as `NAMESCOPE_DATABASE_URL` says. */
export type DatabaseLocation =
  | { readonly kind: 'sqlite'; readonly path: string; readonly text: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly text: string }

/**
 * Reads `sqlite:PATH` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. `text` is for people and has no password in it.
 * @throws NamescopeError `invalid-configuration`
 */
export function parseLocation(url: string): DatabaseLocation {
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length)
    if (path === '' || path.startsWith('//') || path.includes(':memory:')) {
      throw invalid(url, 'names no file')
    }
    return { kind: 'sqlite', path, text: url }
  }
  if (/^postgres(ql)?:\/\//.test(url)) {
    if (!URL.canParse(url)) throw invalid('postgres:...', 'is no URL')
    const parsed = new URL(url)
    parsed.password = ''
    return { kind: 'postgres', url, text: parsed.href }
  }
  throw invalid(url.replace(/:.*/s, ':...'), 'is of no kind that is known')
}

function invalid(shown: string, why: string): NamescopeError {
  return new NamescopeError(
    'invalid-configuration',
    `The database URL "${shown}" ${why}; right would be sqlite:data/namescope.db or postgres://user@host:5432/namescope.`,
    { field: 'NAMESCOPE_DATABASE_URL' },
  )
}
