import type { Logger } from 'pino'
import { staleSince } from '#libs/cluster-model'
import type { LiveView } from '#libs/cluster-view'
import { neededKinds, type ClusterView } from '#libs/zone'

/** Since when the oldest of what answers rest on is stale, in milliseconds since 1970; `undefined` while the source confirms it. */
export function answersStaleSince({ coverage, settings }: ClusterView): number | undefined {
  return staleSince(coverage, [...neededKinds(settings)])
}

/** Tells the log when answers become stale, too old, and good again. */
export function tellStaleness(live: LiveView, log: Logger): void {
  let told = answersStaleSince(live.current)
  live.subscribe(({ commit, view }) => {
    if (commit.coverage === undefined) return
    const since = answersStaleSince(view)
    if (since === undefined && told !== undefined) log.info('answers are fresh again')
    if (since !== undefined && since !== told) {
      log.warn({ since }, `answers rest on the state of ${new Date(since).toISOString()}: the source was lost`)
    }
    told = since
    if (commit.coverage.some(({ after }) => after.status === 'stale' && after.tooOld)) {
      log.error({ since }, 'the last state is too old for names of single pods: they are answered with SERVFAIL')
    }
  })
}
