import { NamescopeError } from '#libs/errors'

/** The moment that a request asks about, as written; what it means in the history of a cluster is `ViewAt`'s affair. */
export type Moment =
  | { readonly kind: 'live' }
  /** The last revision observed by then: milliseconds since 1970. */
  | { readonly kind: 'time'; readonly time: number }
  /** `1.42`. */
  | { readonly kind: 'revision'; readonly revision: string }
  | { readonly kind: 'snapshot'; readonly name: string }

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/
const RELATIVE = /^-(?=\d)(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,7})m)?(?:(\d{1,9})s)?$/
const REVISION = /^\d+\.\d+$/
const SNAPSHOT_PREFIX = 'snapshot:'
/** Names of snapshots begin with a letter, so that none looks like another way to write a moment. */
const SNAPSHOT_NAME = /^[a-zA-Z]/

const MILLISECONDS = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 }

/**
 * Reads what `at`, `from` and `to` take: an RFC 3339 time, `-1h30m` before `now`, a revision such as `1.42`, a snapshot's name
 * (plain, or after `snapshot:`). Nothing is the live state.
 * @param now milliseconds since 1970
 * @param field the parameter's name, for the error
 * @throws NamescopeError `invalid-argument`
 */
export function parseMoment(text: string | undefined, now: number, field = 'at'): Moment {
  if (text === undefined) return { kind: 'live' }
  if (REVISION.test(text)) return { kind: 'revision', revision: text }
  const time = absoluteTime(text) ?? relativeTime(text, now)
  if (time !== undefined) return { kind: 'time', time }
  const name = text.startsWith(SNAPSHOT_PREFIX) ? text.slice(SNAPSHOT_PREFIX.length) : text
  if (SNAPSHOT_NAME.test(name)) return { kind: 'snapshot', name }
  throw new NamescopeError(
    'invalid-argument',
    `"${text}" is not a moment: give a time such as 2026-11-23T10:00:00Z, a time ago such as -15m, a revision such as 1.42, ` +
      'or the name of a snapshot.',
    { field },
  )
}

function absoluteTime(text: string): number | undefined {
  const date = RFC_3339.exec(text)?.[1]
  if (date === undefined) return undefined
  const time = Date.parse(text.toUpperCase())
  // Date.parse takes 30 February for 2 March.
  const isDate = new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)
  return Number.isNaN(time) || !isDate ? undefined : time
}

function relativeTime(text: string, now: number): number | undefined {
  const match = RELATIVE.exec(text)
  if (match === null) return undefined
  const [days, hours, minutes, seconds] = match.slice(1).map((figure) => Number(figure ?? 0)) as [
    number,
    number,
    number,
    number,
  ]
  const { day, hour, minute, second } = MILLISECONDS
  return now - days * day - hours * hour - minutes * minute - seconds * second
}
