import { performance } from 'node:perf_hooks'
import type { SocketAddress } from '#libs/config'
import {
  startDnsServer,
  type Clock,
  type CountingMetrics,
  type DnsServer,
  type DnsServerOptions,
} from '#libs/dns-server'
import type { ClusterHost } from '../ingest/cluster-host.js'

const CLOCK: Clock = {
  now: () => performance.now(),
  every: (milliseconds, work) => {
    const timer = setInterval(work, milliseconds).unref()
    return () => clearInterval(timer)
  },
}

export interface DnsOptions {
  readonly address: SocketAddress
  readonly workers: number
  readonly metrics: CountingMetrics
  readonly onError: (error: unknown) => void
}

/**
 * Serves DNS from the live view of one cluster, until the signal aborts.
 * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`
 */
export function serveDns(
  host: ClusterHost,
  { address, workers, metrics, onError }: DnsOptions,
  signal: AbortSignal,
): Promise<DnsServer> {
  const view = (): ClusterHost['current'] => host.current
  const subscribe: DnsServerOptions['subscribe'] = (listener) => {
    let tell: typeof listener | undefined = listener
    host.subscribe(({ delta }) => tell?.(delta))
    return () => (tell = undefined)
  }
  return startDnsServer(
    { view, subscribe, addresses: [address], workers, random: Math.random, metrics, clock: CLOCK, onError },
    signal,
  )
}
