import type { ResponseCode } from '#libs/dns-model'
import { Counter, Gauge, Histogram, label } from '#libs/prometheus'

/** CoreDNS's buckets (plugin/metrics/vars), so that its dashboards read ours. Seconds. */
const SECONDS_BUCKETS = Array.from({ length: 16 }, (_, i) => 0.00025 * 2 ** i)
const PROXY = label('proxy_name', 'forward')

/**
 * Counts what is asked of upstreams and what is kept of their replies, under CoreDNS's names. No label comes from a client:
 * upstreams and cache stanzas stand in the Corefile.
 */
export class ForwardMetrics {
  readonly #seconds = new Histogram('proxy_request_duration_seconds', 'Time an upstream took.', SECONDS_BUCKETS)
  readonly #unhealthy = new Counter('proxy_healthcheck_failures_total', 'Health checks that failed.')
  readonly #reused = new Counter('proxy_conn_cache_hits_total', 'Questions sent over an open socket.')
  readonly #opened = new Counter('proxy_conn_cache_misses_total', 'Questions that opened a socket.')
  readonly #strays = new Counter('proxy_stray_messages_total', 'Messages that answered nothing that was asked.')
  readonly #allDown = new Counter('forward_healthcheck_broken_total', 'Questions for which no upstream was healthy.')
  readonly #rejected = new Counter('forward_max_concurrent_rejects_total', 'Questions refused because too many waited.')
  readonly #requests = new Counter('cache_requests_total', 'Questions put to the cache.')
  readonly #hits = new Counter('cache_hits_total', 'Questions answered from the cache.')
  readonly #misses = new Counter('cache_misses_total', 'Questions that the cache had no answer for.')
  readonly #prefetches = new Counter('cache_prefetch_total', 'Answers asked for again before, or after, their time.')
  readonly #stale = new Counter('cache_served_stale_total', 'Questions answered with what was past its time.')
  readonly #evictions = new Counter('cache_evictions_total', 'Answers given up for lack of room.')
  readonly #entries = new Map<string, number>()
  readonly #size = new Gauge('cache_entries', 'Answers in the cache.', () => this.#entries)

  /** The figures of one upstream, `192.0.2.1:53`. Labels are put together once, for counting happens with every question. */
  ofUpstream(name: string): UpstreamMetrics {
    const labels = `${PROXY},${label('to', name)}`
    const byCode = new Map<ResponseCode, string>()
    return {
      replied: (rcode, seconds) => {
        const known = byCode.get(rcode) ?? `${labels},rcode="${rcode}"`
        byCode.set(rcode, known)
        this.#seconds.observe(known, seconds)
      },
      healthCheckFailed: () => this.#unhealthy.add(labels),
      strayed: () => this.#strays.add(labels),
      picking: (proto) => {
        const withProto = `${labels},proto="${proto}"`
        return (found) => (found ? this.#reused : this.#opened).add(withProto)
      },
    }
  }

  allDown(): void {
    this.#allDown.add('')
  }

  rejected(): void {
    this.#rejected.add('')
  }

  /** The figures of one cache; `labels` are those of its stanza. */
  ofCache(labels: string): CacheMetrics {
    const names = { success: `${labels},type="success"`, denial: `${labels},type="denial"` }
    const typed = (type: CacheType): string => names[type]
    return {
      asked: () => this.#requests.add(labels),
      hit: (type) => this.#hits.add(typed(type)),
      missed: () => this.#misses.add(labels),
      prefetched: () => this.#prefetches.add(labels),
      servedStale: () => this.#stale.add(labels),
      evicted: (type) => this.#evictions.add(typed(type)),
      holds: (type, entries) => this.#entries.set(typed(type), entries),
    }
  }

  /** The metrics in the text format of Prometheus, each name behind the prefix and an underscore. */
  text(prefix: string): string {
    const series = [
      this.#seconds,
      this.#unhealthy,
      this.#reused,
      this.#opened,
      this.#strays,
      this.#allDown,
      this.#rejected,
      this.#requests,
      this.#hits,
      this.#misses,
      this.#prefetches,
      this.#stale,
      this.#evictions,
      this.#size,
    ]
    return series.map((each) => each.text(prefix)).join('')
  }
}

/** What one upstream tells of its work. */
export interface UpstreamMetrics {
  /** A reply, and the seconds it took. */
  replied(rcode: ResponseCode, seconds: number): void
  healthCheckFailed(): void
  /** A message that answered nothing that was asked. */
  strayed(): void
  /** Counts whether questions find an open socket. */
  picking(proto: 'udp' | 'tcp' | 'tcp-tls'): (found: boolean) => void
}

export type CacheType = 'success' | 'denial'

/** What one cache tells of its work. */
export interface CacheMetrics {
  asked(): void
  hit(type: CacheType): void
  missed(): void
  prefetched(): void
  servedStale(): void
  evicted(type: CacheType): void
  holds(type: CacheType, entries: number): void
}
