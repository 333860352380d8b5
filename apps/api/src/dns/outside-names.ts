import { randomInt } from 'node:crypto'
import type { Configuration } from '#libs/config'
import { waysBack } from '#libs/dns-server'
import { forwarder, type ForwardMetrics, type PerformAsk } from '#libs/forwarder'
import type { Clusters } from '../ingest/clusters.js'
import { CLOCK } from './clock.js'

/** The injection token of who asks upstreams, which is a function. */
export const PERFORM_ASK = Symbol('perform ask')

export interface OutsideNamesOptions {
  readonly clusters: Clusters
  readonly metrics: ForwardMetrics
  readonly onProblem: (message: string) => void
}

/** Asks upstreams for names outside the clusters until the signal aborts: DNS, REST and GraphQL share what they said. */
export function outsideNames(
  { dnsUpstreams, dnsAddress }: Pick<Configuration, 'dnsUpstreams' | 'dnsAddress'>,
  { clusters, metrics, onProblem }: OutsideNamesOptions,
  signal: AbortSignal,
): PerformAsk {
  const states = (): ReturnType<typeof stateOf>[] => clusters.all().map(stateOf)
  const leadsBack = waysBack({ states, listening: [dnsAddress] })
  return forwarder(
    { upstreams: dnsUpstreams, leadsBack, clock: CLOCK, randomBelow: randomInt, metrics, onProblem },
    signal,
  )
}

function stateOf({ current }: ReturnType<Clusters['all']>[number]): typeof current.state {
  return current.state
}
