import { randomInt } from 'node:crypto'
import type { Logger } from 'pino'
import { isSynced, type Kind, type SourceProblem } from '#libs/cluster-model'
import { LiveView, emptyView, liveSink } from '#libs/cluster-view'
import { socketText, type ClusterSource, type Configuration } from '#libs/config'
import { CountingMetrics, startDnsServer, waysBack, type DnsServer } from '#libs/dns-server'
import { NamescopeError } from '#libs/errors'
import { ForwardMetrics, forwarder, type PerformAsk } from '#libs/forwarder'
import { clusterName, dnsOptionsChange, readDnsOptions, sourceOf } from '#libs/sources'
import { CLOCK } from './clock.js'
import { createLog } from './log.js'
import { serveOperations } from './operations-listener.js'
import { processMetrics } from './process-metrics.js'

/** CoreDNS, too, answers SERVFAIL until it has seen these. */
const NEEDED_KINDS: readonly Kind[] = ['Namespace', 'Service', 'EndpointSlice']

/**
 * Serves DNS from one source until the signal aborts. `onLoaded` is called once the source has shown all that answers need.
 * @throws NamescopeError what ends it before: an address that can't be listened on, a source that can't be read
 */
export async function serve(
  configuration: Configuration,
  signal: AbortSignal,
  onLoaded: () => void = () => undefined,
): Promise<void> {
  const log = createLog(configuration)
  const source = onlySource(configuration)
  const live = await openLiveView(source, configuration)
  const unsubscribe = live.subscribe(({ view }) => {
    if (!isSynced(view.coverage, NEEDED_KINDS)) return
    unsubscribe()
    onLoaded()
  })
  // Whatever ends first ends the rest.
  const ending = new AbortController()
  const over = AbortSignal.any([signal, ending.signal])
  // Upstreams are asked until the last reply that is owed was sent.
  const asking = new AbortController()
  let dns: DnsServer | undefined
  try {
    dns = await startServers(live, configuration, log, { over, asking: asking.signal })
    const reading = sourceOf(source, configuration, { now: Date.now, stdin: process.stdin })
    log.info(`answers from ${reading.description}`)
    await reading.run(
      liveSink(live, (problem) => report(log, problem)),
      over,
    )
  } finally {
    ending.abort()
    await dns?.stopped
    asking.abort()
  }
  log.info('stopped')
}

function onlySource({ source }: Configuration): ClusterSource {
  const [only, ...others] = source
  if (only !== undefined && others.length === 0) return only
  throw new NamescopeError(
    'invalid-configuration',
    `DNS is served for one cluster, but --source names ${source.length}. Start one server for each, on an address of its own.`,
    { field: 'source' },
  )
}

async function openLiveView(source: ClusterSource, configuration: Configuration): Promise<LiveView> {
  const live = new LiveView(emptyView(clusterName(source)), CLOCK)
  const options = dnsOptionsChange(live.current.state, await readDnsOptions(configuration))
  if (options !== undefined) await live.ingest({ kind: 'changes', observedAt: Date.now(), changes: [options] })
  return live
}

async function startServers(
  live: LiveView,
  { dnsAddress, operationsAddress, metricsPrefix, dnsUpstreams }: Configuration,
  log: Logger,
  { over, asking }: { readonly over: AbortSignal; readonly asking: AbortSignal },
): Promise<DnsServer> {
  const metrics = new CountingMetrics()
  const forwardMetrics = new ForwardMetrics()
  const performAsk: PerformAsk = forwarder(
    {
      upstreams: dnsUpstreams,
      leadsBack: waysBack({ states: () => [live.current.state], listening: [dnsAddress] }),
      clock: CLOCK,
      randomBelow: randomInt,
      metrics: forwardMetrics,
      onProblem: (message) => log.warn(message),
    },
    asking,
  )
  const operations = await serveOperations(
    operationsAddress,
    {
      unready: () => (isSynced(live.current.coverage, NEEDED_KINDS) ? undefined : 'The cluster is still being read.'),
      metrics: () =>
        metrics.text(metricsPrefix) + forwardMetrics.text(metricsPrefix) + processMetrics(metricsPrefix, live.current),
    },
    over,
  )
  const dns = await startDnsServer(
    {
      view: () => live.current,
      addresses: [dnsAddress],
      clock: CLOCK,
      random: Math.random,
      performAsk,
      metrics,
      onError: (error) => log.error({ err: error }, 'DNS'),
    },
    over,
  )
  for (const address of dns.addresses) log.info(`DNS on ${socketText(address)}, UDP and TCP`)
  log.info(`live, ready and metrics on http://${socketText(operations)}`)
  return dns
}

function report(log: Logger, { severity, message, ...place }: SourceProblem): void {
  log[severity === 'note' ? 'info' : severity === 'warning' ? 'warn' : 'error'](place, message)
}
