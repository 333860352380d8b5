import type { SocketAddress } from '#libs/config'
import { startDnsServer, type CountingMetrics, type DnsServer, type DnsServerOptions } from '#libs/dns-server'
import type { PerformAsk } from '#libs/forwarder'
import type { ClusterHost } from '../ingest/cluster-host.js'
import { CLOCK } from './clock.js'

export interface DnsOptions {
  readonly address: SocketAddress
  readonly workers: number
  readonly metrics: CountingMetrics
  readonly performAsk: PerformAsk
  readonly onError: (error: unknown) => void
}

/**
 * Serves DNS from the live view of one cluster, until the signal aborts.
 * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`
 */
export function serveDns(
  host: ClusterHost,
  { address, workers, metrics, performAsk, onError }: DnsOptions,
  signal: AbortSignal,
): Promise<DnsServer> {
  const view = (): ClusterHost['current'] => host.current
  const subscribe: DnsServerOptions['subscribe'] = (listener) => {
    let tell: typeof listener | undefined = listener
    host.subscribe(({ delta }) => tell?.(delta))
    return () => (tell = undefined)
  }
  const { random } = Math
  return startDnsServer(
    { view, subscribe, addresses: [address], workers, random, metrics, performAsk, clock: CLOCK, onError },
    signal,
  )
}
