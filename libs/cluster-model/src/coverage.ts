import type { CoverageChange } from './commit.js'
import { KINDS, type Kind } from './objects/kinds.js'

/** How much of one kind the state holds. An answer that needs a kind without full coverage says so, or is undecidable. */
export type KindCoverage =
  | { readonly status: 'complete' }
  /** The first list is not through yet. */
  | { readonly status: 'loading' }
  /**
   * The source was lost; the state is the last one seen, at `since`: milliseconds since 1970. `tooOld` once that is so long ago
   * that addresses of pods may belong to others by now.
   */
  | { readonly status: 'stale'; readonly since: number; readonly tooOld?: true }
  /** Nobody watches this kind: no permission, not served by the API, or not asked for. */
  | { readonly status: 'not-watched'; readonly reason: string }

/** Coverage of every kind. A kind that is missing counts as loading. */
export type Coverage = Readonly<Partial<Record<Kind, KindCoverage>>>

/** True when the whole of these kinds has been seen, now or before the source was lost. */
export function isSynced(coverage: Coverage, kinds: readonly Kind[]): boolean {
  for (const kind of kinds) {
    const status = coverage[kind]?.status
    if (status !== 'complete' && status !== 'stale') return false
  }
  return true
}

/** True once it is known of every kind how much of it there is: nothing is being listed for the first time any more. */
export function isSettled(coverage: Coverage): boolean {
  return (Object.keys(KINDS) as Kind[]).every((kind) => {
    // Our own options come from no source.
    return kind === 'DnsOptions' || (coverage[kind]?.status ?? 'loading') !== 'loading'
  })
}

/** What changes when the source is lost: whatever was seen whole is stale from now on. Nothing where it was before. */
export function losingChanges(coverage: Coverage, since: number): CoverageChange[] {
  return changesOf(coverage, (kind) => (kind.status === 'complete' ? { status: 'stale', since } : kind))
}

/**
 * What changes by time alone: what has been stale for longer than `maxStale` is too old.
 * @param now milliseconds since 1970
 * @param maxStale milliseconds
 */
export function ageingChanges(coverage: Coverage, now: number, maxStale: number): CoverageChange[] {
  return changesOf(coverage, (kind) =>
    kind.status === 'stale' && kind.tooOld === undefined && now - kind.since > maxStale
      ? { ...kind, tooOld: true }
      : kind,
  )
}

/** The changes that lead from one coverage to the other, as far as the other has a word to say. */
export function coverageChanges(before: Coverage, after: Coverage): CoverageChange[] {
  return changesOf(after, (now) => now, before)
}

/** The coverage after these changes. */
export function withCoverage(coverage: Coverage, changes: readonly CoverageChange[]): Coverage {
  return { ...coverage, ...Object.fromEntries(changes.map(({ kind, after }) => [kind, after])) }
}

/** Since when the oldest of these kinds is stale, in milliseconds since 1970; `undefined` when none of them is. */
export function staleSince(coverage: Coverage, kinds = Object.keys(coverage) as readonly Kind[]): number | undefined {
  let oldest: number | undefined
  for (const kind of kinds) {
    const covered = coverage[kind]
    if (covered?.status === 'stale' && !(covered.since >= (oldest ?? Infinity))) oldest = covered.since
  }
  return oldest
}

function changesOf(
  coverage: Coverage,
  next: (kind: KindCoverage) => KindCoverage,
  before: Coverage = coverage,
): CoverageChange[] {
  return (Object.entries(coverage) as [Kind, KindCoverage][]).flatMap(([kind, covered]) => {
    const after = next(covered)
    const old = before[kind]
    if (sameCoverage(old, after)) return []
    return [{ kind, after, ...(old === undefined ? {} : { before: old }) }]
  })
}

function sameCoverage(a: KindCoverage | undefined, b: KindCoverage): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
