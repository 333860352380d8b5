import type { Kind } from './objects/kinds.js'

/** How much of one kind the state holds. An answer that needs a kind without full coverage says so, or is undecidable. */
export type KindCoverage =
  | { readonly status: 'complete' }
  /** The first list is not through yet. */
  | { readonly status: 'loading' }
  /** The source was lost; the state is the last one seen. Milliseconds since 1970. */
  | { readonly status: 'stale'; readonly since: number }
  /** Nobody watches this kind: no permission, not served by the API, or not asked for. */
  | { readonly status: 'not-watched'; readonly reason: string }

/** Coverage of every kind. A kind that is missing counts as loading. */
export type Coverage = Readonly<Partial<Record<Kind, KindCoverage>>>

/** True when the whole of these kinds has been seen, now or before the source was lost. */
export function isSynced(coverage: Coverage, kinds: readonly Kind[]): boolean {
  return kinds.every((kind) => {
    const status = coverage[kind]?.status ?? 'loading'
    return status === 'complete' || status === 'stale'
  })
}
