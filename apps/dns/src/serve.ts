import { randomInt } from 'node:crypto'
import type { Logger } from 'pino'
import { setTimeout as sleep } from 'node:timers/promises'
import { isSynced, type Kind, type Origin, type SourceProblem } from '#libs/cluster-model'
import { LiveView, age, emptyView, liveSink } from '#libs/cluster-view'
import { socketText, type ClusterSource, type Configuration } from '#libs/config'
import { CountingMetrics, startDnsServer, waysBack, type DnsServer, type LoggedQuery } from '#libs/dns-server'
import { NamescopeError } from '#libs/errors'
import { StateFile } from '#libs/feed-source'
import { ForwardMetrics, forwarder, type PerformAsk } from '#libs/forwarder'
import { clusterName, dnsOptionsChange, readDnsOptions, sourceOf, type SourceWorld } from '#libs/sources'
import { neededKinds } from '#libs/zone'
import { CLOCK } from './clock.js'
import { afterLameduck } from './lameduck.js'
import { LastStateKeeper } from './last-state.js'
import { createLog } from './log.js'
import { serveOperations } from './operations-listener.js'
import { processMetrics } from './process-metrics.js'
import { tellStaleness } from './staleness.js'
import { stateMetrics } from './state-metrics.js'

/** CoreDNS, too, answers SERVFAIL until it has seen these. */
const NEEDED_KINDS: readonly Kind[] = ['Namespace', 'Service', 'EndpointSlice']

/** Kinds that tell the cluster DNS settings themselves. */
const SETTINGS_KINDS: readonly Kind[] = ['ConfigMap', 'Deployment', 'DaemonSet']
/** How often it is looked whether the last state has become too old, or is to be kept. Milliseconds. */
const LOOK_INTERVAL = 1_000

/**
 * Serves DNS from one source until the signal aborts, at first from the last state on the disk where there is one. `onLoaded` is
 * called once there is all that answers need, or before a large state is read.
 * @throws NamescopeError what ends it before: an address that can't be listened on, a source that can't be read
 */
export async function serve(
  configuration: Configuration,
  signal: AbortSignal,
  onLoaded: () => void = () => undefined,
): Promise<void> {
  const log = createLog(configuration)
  const source = onlySource(configuration)
  const keeper = keeperOf(source, configuration, log)
  if (await keeper?.isLarge()) onLoaded()
  const { live, from } = await openLiveView(source, configuration, keeper)
  keeper?.follow(live)
  tellStaleness(live, log)
  whenSynced(live, onLoaded)
  // Whatever ends first ends the rest.
  const ending = new AbortController()
  const over = AbortSignal.any([afterLameduck(signal, configuration.dnsLameduck), ending.signal])
  // Upstreams are asked until the last reply that is owed was sent.
  const asking = new AbortController()
  let dns: DnsServer | undefined
  let looking: Promise<void> | undefined
  try {
    dns = await startServers(live, configuration, log, { told: signal, over, asking: asking.signal, keeper })
    looking = lookAfter(live, configuration, keeper, over)
    const reading = await sourceOf(source, configuration, WORLD, {
      kinds: () => wantedKinds(live, configuration),
      from,
    })
    log.info(`answers from ${reading.description}`)
    await reading.run(
      liveSink(live, (problem) => report(log, problem)),
      over,
    )
  } finally {
    ending.abort()
    await dns?.stopped
    asking.abort()
    await looking
    await keeper?.keep(live.current, Date.now(), CLOCK.pause, { isLast: true })
  }
  log.info('stopped')
}

const WORLD: SourceWorld = {
  now: Date.now,
  stdin: process.stdin,
  random: Math.random,
  pause: CLOCK.pause,
  environment: process.env,
  userAgent: 'namescope-dns',
}

function keeperOf(source: ClusterSource, { dnsStateFile }: Configuration, log: Logger): LastStateKeeper | undefined {
  return dnsStateFile === undefined ? undefined : new LastStateKeeper(new StateFile(dnsStateFile), source.text, log)
}

function whenSynced(live: LiveView, onSynced: () => void): void {
  if (isSynced(live.current.coverage, NEEDED_KINDS)) return onSynced()
  const unsubscribe = live.subscribe(({ view }) => {
    if (!isSynced(view.coverage, NEEDED_KINDS)) return
    unsubscribe()
    onSynced()
  })
}

/** What a feed is asked for: what answers rest on under the Corefile of the moment, and what that is read from. */
function wantedKinds(live: LiveView, { corefile, corednsVersion, clusterDomain }: Configuration): Kind[] {
  const hasOptions = corefile !== undefined || corednsVersion !== undefined || clusterDomain !== undefined
  const options: readonly Kind[] = hasOptions ? [] : ['DnsOptions']
  return [...new Set([...neededKinds(live.current.settings), ...SETTINGS_KINDS, ...options])].toSorted()
}

/** Does what time alone brings about, until the signal aborts. */
async function lookAfter(
  live: LiveView,
  { dnsMaxStale }: Configuration,
  keeper: LastStateKeeper | undefined,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    await age(live, Date.now(), dnsMaxStale)
    await keeper?.keep(live.current, Date.now(), CLOCK.pause)
    await sleep(LOOK_INTERVAL, undefined, { signal: over }).catch(() => undefined)
  }
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

async function openLiveView(
  source: ClusterSource,
  configuration: Configuration,
  keeper: LastStateKeeper | undefined,
): Promise<{ readonly live: LiveView; readonly from: Origin | undefined }> {
  const { view, origin } = (await keeper?.begin()) ?? {}
  const live = new LiveView(view ?? emptyView(clusterName(source)), CLOCK)
  await age(live, Date.now(), configuration.dnsMaxStale)
  const options = dnsOptionsChange(live.current.state, await readDnsOptions(configuration))
  if (options !== undefined) await live.ingest({ kind: 'changes', observedAt: Date.now(), changes: [options] })
  return { live, from: origin }
}

/** What the servers share with the source beside them. */
interface ServingParts {
  /** Aborts when the process is told to stop. */
  readonly told: AbortSignal
  /** Aborts when nothing more is taken. */
  readonly over: AbortSignal
  /** Aborts when nothing is owed any more. */
  readonly asking: AbortSignal
  readonly keeper: LastStateKeeper | undefined
}

async function startServers(
  live: LiveView,
  { dnsAddress, dnsWorkers, operationsAddress, metricsPrefix, dnsUpstreams, dnsLogEvery }: Configuration,
  log: Logger,
  { told, over, asking, keeper }: ServingParts,
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
      unready: () => {
        if (told.aborted) return 'It is stopping.'
        return isSynced(live.current.coverage, NEEDED_KINDS) ? undefined : 'The cluster is still being read.'
      },
      metrics: () =>
        metrics.text(metricsPrefix) +
        forwardMetrics.text(metricsPrefix) +
        processMetrics(metricsPrefix, live.current) +
        stateMetrics(metricsPrefix, live.current, keeper?.kept, Date.now()),
    },
    over,
  )
  const dns = await startDnsServer(
    {
      view: () => live.current,
      subscribe: (listener) => live.subscribe(({ delta }) => listener(delta)),
      addresses: [dnsAddress],
      workers: dnsWorkers,
      clock: CLOCK,
      random: Math.random,
      performAsk,
      metrics,
      onError: (error) => log.error({ err: error }, 'DNS'),
      queryLog: dnsLogEvery === 0 ? undefined : { every: dnsLogEvery, write: (query) => tell(log, query) },
    },
    over,
  )
  for (const address of dns.addresses) log.info(`DNS on ${socketText(address)}, UDP and TCP`)
  log.info(`live, ready and metrics on http://${socketText(operations)}`)
  return dns
}

function tell(log: Logger, query: LoggedQuery): void {
  const { client, transport, name, type, rcode } = query
  log.info(query, `${client} asked by ${transport}: ${name} ${type}, ${rcode}`)
}

function report(log: Logger, { severity, message, ...place }: SourceProblem): void {
  log[severity === 'note' ? 'info' : severity === 'warning' ? 'warn' : 'error'](place, message)
}
