import type { Server } from 'node:http'
import type { Logger } from 'pino'
import type { Configuration } from '#libs/config'
import { CountingMetrics } from '#libs/dns-server'
import { ForwardMetrics, type PerformAsk } from '#libs/forwarder'
import type { Store } from '#libs/store'
import { LOOPBACK_AUTHENTICATOR, tokenAuthenticator, type Authenticator } from '../auth/authenticator.js'
import { TokenFile } from '../auth/token-file.js'
import { outsideNames } from '../dns/outside-names.js'
import { serveDns } from '../dns/serve-dns.js'
import { Feeds } from '../feed/feeds.js'
import { Metrics } from '../health/metrics.js'
import { operationsListener } from '../health/operations-listener.js'
import { readinessOf, type Readiness } from '../health/readiness.js'
import { createApp } from '../http/create-app.js'
import { Clusters } from '../ingest/clusters.js'
import { ingest } from '../ingest/ingest.js'
import { openConfiguredStore } from '../ingest/open-configured-store.js'
import type { Addresses } from './banner.js'
import { addressOf, listen, listening } from './listen.js'
import { Teardown } from './teardown.js'

/** Everything that runs. */
export interface Namescope {
  readonly addresses: Addresses
  readonly clusters: Clusters
  /** Rejects with what a source can't mend by waiting; otherwise pending until `close`. */
  readonly sources: Promise<unknown>
  readonly readiness: () => Readiness
  /** Stops taking requests, stores what was applied, lets go of everything. */
  close(): Promise<void>
}

/**
 * Starts the whole of Namescope in this process.
 * @throws NamescopeError what prevents it: an address in use, a database that can't be opened, an option; nothing is left running
 */
export async function startNamescope(configuration: Configuration, log: Logger): Promise<Namescope> {
  const teardown = new Teardown()
  try {
    return await startParts(configuration, log, teardown)
  } catch (error) {
    await teardown.run()
    throw error
  }
}

async function startParts(configuration: Configuration, log: Logger, teardown: Teardown): Promise<Namescope> {
  let statements = 0
  const store = await openConfiguredStore(configuration, () => statements++)
  teardown.add(() => store.close())
  const { clusters, sources, stop } = await ingest(configuration, store, log)
  teardown.add(stop)

  const feeds = new Feeds(clusters)
  const dns = new CountingMetrics()
  const forward = new ForwardMetrics()
  const prefix = configuration.metricsPrefix
  const metrics = new Metrics({ prefix, clusters, feeds, dns: [dns, forward], statements: () => statements })
  const readiness = (): Readiness => readinessOf(clusters.all())
  const operations = operationsListener({ readiness, metrics: () => metrics.page() })
  await listening(configuration.operationsAddress, { what: 'Operations', option: 'operations-address' }, () =>
    listen(operations, configuration.operationsAddress),
  )
  teardown.add(() => closeServer(operations))

  const asking = new AbortController()
  teardown.add(() => asking.abort())
  const onProblem = (message: string): void => log.warn(message)
  const performAsk = outsideNames(configuration, { clusters, metrics: forward, onProblem }, asking.signal)
  const http = await startHttp(configuration, { clusters, feeds, store, performAsk, metrics, log }, teardown)
  const dnsAddress = await startDns(configuration, { clusters, metrics: dns, performAsk, log }, teardown)
  return {
    addresses: {
      http: addressOf(http, configuration.httpAddress),
      operations: addressOf(operations, configuration.operationsAddress),
      dns: dnsAddress,
    },
    clusters,
    sources,
    readiness,
    close: () => teardown.run(),
  }
}

interface HttpParts {
  readonly clusters: Clusters
  readonly feeds: Feeds
  readonly store: Store
  readonly performAsk: PerformAsk
  readonly metrics: Metrics
  readonly log: Logger
}

async function startHttp(configuration: Configuration, parts: HttpParts, teardown: Teardown): Promise<Server> {
  const { httpAddress: address } = configuration
  const authenticator = openAuthenticator(configuration, parts.log, teardown)
  const app = await createApp({ ...parts, authenticator })
  teardown.add(() => app.close())
  await listening(address, { what: 'HTTP', option: 'http-address' }, () => app.listen(address.port, address.host))
  return app.getHttpServer()
}

function openAuthenticator({ auth, authTokenFile }: Configuration, log: Logger, teardown: Teardown): Authenticator {
  if (auth === 'none') return LOOPBACK_AUTHENTICATOR
  const tokens = new TokenFile(authTokenFile, log)
  teardown.add(() => tokens.close())
  return tokenAuthenticator(tokens)
}

interface DnsParts {
  readonly clusters: Clusters
  readonly metrics: CountingMetrics
  readonly performAsk: PerformAsk
  readonly log: Logger
}

/** DNS is for one cluster: the first. */
async function startDns(
  { dnsAddress: address, dnsWorkers: workers }: Configuration,
  { clusters, metrics, performAsk, log }: DnsParts,
  teardown: Teardown,
): Promise<Addresses['dns']> {
  const stopping = new AbortController()
  const [first] = clusters.all()
  if (first === undefined) throw new Error('there is no cluster')
  const onError = (error: unknown): void => log.error({ err: error }, 'DNS')
  const server = await serveDns(first, { address, workers, metrics, performAsk, onError }, stopping.signal)
  teardown.add(() => {
    stopping.abort()
    return server.stopped
  })
  return server.addresses[0] ?? address
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
