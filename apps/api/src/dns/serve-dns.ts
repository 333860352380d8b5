import { performance } from 'node:perf_hooks'
import type { SocketAddress } from '#libs/config'
import { startDnsServer, type Clock, type CountingMetrics, type DnsServer } from '#libs/dns-server'
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
  readonly metrics: CountingMetrics
  readonly onError: (error: unknown) => void
}

/**
 * Serves DNS from the live view of one cluster, until the signal aborts.
 * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`
 */
export function serveDns(
  host: ClusterHost,
  { address, metrics, onError }: DnsOptions,
  signal: AbortSignal,
): Promise<DnsServer> {
  const view = (): ClusterHost['current'] => host.current
  return startDnsServer({ view, addresses: [address], random: Math.random, metrics, clock: CLOCK, onError }, signal)
}
