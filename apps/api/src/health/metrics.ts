import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { CountingMetrics } from '#libs/dns-server'
import { VERSION } from '../http/build.js'
import type { Clusters } from '../ingest/clusters.js'

/** Seconds, from what a cached answer takes to what should worry somebody. */
const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export interface MetricsOptions {
  /** What names begin with; those of the process and of Node have their usual names. */
  readonly prefix: string
  readonly clusters: Clusters
  readonly dns: CountingMetrics
}

/** What is measured, in the text format of Prometheus. No label holds the name of a cluster or of anything in it. */
export class Metrics {
  private readonly registry = new Registry()
  private readonly requests: Counter<'method' | 'status'>
  private readonly seconds: Histogram<'method'>

  constructor(private readonly options: MetricsOptions) {
    const { prefix, clusters } = options
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
    const sum = (name: string, help: string, of: (host: ReturnType<Clusters['all']>[number]) => number): void => {
      new Gauge({
        name: `${prefix}_${name}`,
        help,
        registers,
        collect() {
          this.set(clusters.all().reduce((total, host) => total + of(host), 0))
        },
      })
    }
    sum('commits_applied', 'Commits applied, of all clusters.', ({ current }) => current.revision.number)
    sum('commits_waiting', 'Commits that wait to be stored.', ({ recorder }) => recorder.waitingCommits)
    sum('store_failing', 'Clusters whose commits can not be stored.', ({ recorder }) =>
      Number(recorder.failure !== undefined),
    )
  }

  /** One HTTP request that was answered. */
  served(method: string, status: number, seconds: number): void {
    this.requests.inc({ method, status: String(status) })
    this.seconds.observe({ method }, seconds)
  }

  /** The page, with its media type. */
  async page(): Promise<{ readonly type: string; readonly text: string }> {
    const { prefix, dns } = this.options
    return { type: this.registry.contentType, text: `${await this.registry.metrics()}${dns.text(prefix)}` }
  }
}
