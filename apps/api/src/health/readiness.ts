import type { Coverage } from '#libs/cluster-model'

/** What readiness is made of, of one cluster. */
export interface ClusterHealth {
  readonly current: { readonly coverage: Coverage }
  readonly recorder: {
    /** Why commits can't be stored at the moment; absent when they can. */
    readonly failure?: string | undefined
  }
  /** Why the source stopped for good; absent while it runs. */
  readonly sourceFailure?: string | undefined
}

export interface Readiness {
  /**
   * - `not-ready`: some answers would be wrong or missing, nobody should ask here;
   * - `degraded`: answers go on, but something needs looking after.
   */
  readonly status: 'ready' | 'degraded' | 'not-ready'
  /** One sentence each, without names of clusters or objects: whoever can reach the port may read it. */
  readonly reasons: readonly string[]
}

/** How the process is doing. */
export function readinessOf(clusters: readonly ClusterHealth[]): Readiness {
  const missing = clusters.flatMap(({ current }) => loadingReasons(current.coverage))
  const failing = clusters.flatMap(failureReasons)
  const status = missing.length > 0 ? 'not-ready' : failing.length > 0 ? 'degraded' : 'ready'
  return { status, reasons: [...new Set([...missing, ...failing])] }
}

function loadingReasons(coverage: Coverage): string[] {
  const kinds = Object.entries(coverage)
  if (kinds.length === 0) return ['A source has shown nothing yet.']
  return kinds
    .filter(([, { status }]) => status === 'loading')
    .map(([kind]) => `${kind} objects are still being loaded.`)
}

function failureReasons({ current, recorder, sourceFailure }: ClusterHealth): string[] {
  const isStale = Object.values(current.coverage).some(({ status }) => status === 'stale')
  return [
    ...(isStale ? ['A source was lost; its last state is served.'] : []),
    ...(recorder.failure === undefined ? [] : ['The database does not take commits; history waits in memory.']),
    ...(sourceFailure === undefined ? [] : ['A source has stopped; its last state is served.']),
  ]
}
