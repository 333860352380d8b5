import { ageingChanges } from '#libs/cluster-model'
import type { LiveView } from './live-view.js'

/**
 * Takes what has been stale for too long out of the answers, as a commit like any other: whoever keeps answers sees it.
 * @param now milliseconds since 1970
 * @param maxStale milliseconds
 */
export async function age(live: Pick<LiveView, 'current' | 'ingest'>, now: number, maxStale: number): Promise<void> {
  const coverage = ageingChanges(live.current.coverage, now, maxStale)
  if (coverage.length === 0) return
  await live.ingest({ kind: 'changes', observedAt: now, changes: [], coverage, note: 'the last state is too old' })
}
