import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Series } from '#libs/prometheus'
import { VERSION } from '../http/build.js'
import type { ClusterHost } from '../ingest/cluster-host.js'
import type { Clusters } from '../ingest/clusters.js'

/** Seconds, from what a cached answer takes to what should worry somebody. */
const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export interface MetricsOptions {
  /** What names begin with; those of the process and of Node have their usual names. */
  readonly prefix: string
  readonly clusters: Clusters
  readonly feeds: { readonly followers: number }
  /** What DNS counts by itself. */
  readonly dns: readonly Series[]
  /** SQL statements so far. */
  readonly statements: () => number
}

/** What is measured, in the text format of Prometheus. No label holds the name of a cluster or of anything in it. */
export class Metrics {
  private readonly registry = new Registry()
  private readonly requests: Counter<'method' | 'status'>
  private readonly seconds: Histogram<'method'>

  constructor(private readonly options: MetricsOptions) {
    const { prefix } = options
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    new Gauge({
      name: `${prefix}_build_info`,
      help: 'The version, as a label.',
      labelNames: ['version'],
      registers,
    }).set({ version: VERSION }, 1)
    this.requests = new Counter({
      name: `${prefix}_http_requests_total`,
      help: 'HTTP requests.',
      labelNames: ['method', 'status'],
      registers,
    })
    this.seconds = new Histogram({
      name: `${prefix}_http_request_duration_seconds`,
      help: 'Time from request to response.',
      labelNames: ['method'],
      buckets: SECONDS_BUCKETS,
      registers,
    })
    this.figure('database_statements', 'SQL statements run.', options.statements)
    this.figure('feed_followers', 'Streams of the feed that are open.', () => options.feeds.followers)
    this.sum('commits_applied', 'Commits applied, of all clusters.', ({ current }) => current.revision.number)
    this.sum('commits_waiting', 'Commits that wait to be stored.', ({ recorder }) => recorder.waitingCommits)
    this.sum('store_failing', 'Clusters whose commits can not be stored.', (host) =>
      Number(host.recorder.failure !== undefined),
    )
  }

  /** A figure of each cluster, told as the sum of all. */
  private sum(name: string, help: string, of: (host: ClusterHost) => number): void {
    const { clusters } = this.options
    this.figure(name, help, () => clusters.all().reduce((total, host) => total + of(host), 0))
  }

  /** A figure that is looked up when it is asked for. */
  private figure(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({
      name: `${this.options.prefix}_${name}`,
      help,
      registers: [],
      collect: () => gauge.set(value()),
    })
    this.registry.registerMetric(gauge)
  }

  /** One HTTP request that was answered. */
  served(method: string, status: number, seconds: number): void {
    this.requests.inc({ method, status: String(status) })
    this.seconds.observe({ method }, seconds)
  }

  /** The page, with its media type. */
  async page(): Promise<{ readonly type: string; readonly text: string }> {
    const { prefix, dns } = this.options
    return {
      type: this.registry.contentType,
      text: `${await this.registry.metrics()}${dns.map((series) => series.text(prefix)).join('')}`,
    }
  }
}
