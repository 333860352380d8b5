import { RECORD_TYPES, type RecordType, type ResponseCode } from '#libs/dns-model'
import { Counter, Gauge, Histogram, label } from '#libs/prometheus'
import type { Peer } from './serve-message.js'

/** One message that got a reply. */
export interface ServedEvent {
  readonly peer: Peer
  /** The zone of the server block; absent when the message got that far not at all. */
  readonly zone: string | undefined
  readonly type: RecordType | undefined
  readonly rcode: ResponseCode
  readonly dnssecOk: boolean
  /** Octets. */
  readonly requestSize: number
  /** Octets. */
  readonly responseSize: number
  readonly seconds: number
}

/** What a server tells of its work. Called for every message, so it must be cheap; it must not throw. */
export interface ServerMetrics {
  served(event: ServedEvent): void
  /** A message without a reply: no query, or not to be answered. */
  ignored(): void
  /** Something failed inside while answering. */
  failed(): void
  /** A TCP connection was opened, closed, or turned away at a limit. */
  connection(change: 'opened' | 'closed' | 'refused'): void
}

/** CoreDNS's label for what belongs to no zone of its own. */
const NO_ZONE = 'dropped'
const OTHER_TYPE = 'other'
/** CoreDNS's buckets (plugin/metrics/vars), so that its dashboards read ours. Seconds; octets. */
const SECONDS_BUCKETS = Array.from({ length: 16 }, (_, i) => 0.00025 * 2 ** i)
const OCTET_BUCKETS = [0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16_000, 32_000, 48_000, 64_000]

/** Counts what a server did, and writes it in the text format of Prometheus. Memory is bounded: no label comes from a client. */
export class CountingMetrics implements ServerMetrics {
  readonly #requests = new Counter('dns_requests_total', 'DNS requests.')
  readonly #responses = new Counter('dns_responses_total', 'DNS responses by response code.')
  readonly #withDo = new Counter('dns_do_requests_total', 'DNS requests with the DO bit.')
  readonly #seconds = new Histogram('dns_request_duration_seconds', 'Time from request to reply.', SECONDS_BUCKETS)
  readonly #requestSizes = new Histogram('dns_request_size_bytes', 'Size of requests.', OCTET_BUCKETS)
  readonly #responseSizes = new Histogram('dns_response_size_bytes', 'Size of replies.', OCTET_BUCKETS)
  readonly #ignored = new Counter('dns_ignored_messages_total', 'Messages that got no reply.')
  readonly #failures = new Counter('panics_total', 'Failures inside while answering.')
  readonly #refused = new Counter('dns_refused_connections_total', 'TCP connections over a limit.')
  readonly #open = new Gauge('dns_connections', 'Open TCP connections.', () => new Map([['', this.#connections]]))
  #connections = 0

  served({ peer, zone = NO_ZONE, type, rcode, dnssecOk, requestSize, responseSize, seconds }: ServedEvent): void {
    const family = peer.family === 'IPv4' ? '1' : '2'
    const zoneLabel = label('zone', zone)
    const known = type !== undefined && Object.hasOwn(RECORD_TYPES, type) ? type : OTHER_TYPE
    this.#requests.add(`${zoneLabel},proto="${peer.transport}",family="${family}",type="${known}"`)
    this.#responses.add(`${zoneLabel},rcode="${rcode}"`)
    if (dnssecOk) this.#withDo.add(zoneLabel)
    this.#seconds.observe(zoneLabel, seconds)
    this.#requestSizes.observe(`${zoneLabel},proto="${peer.transport}"`, requestSize)
    this.#responseSizes.observe(`${zoneLabel},proto="${peer.transport}"`, responseSize)
  }

  ignored(): void {
    this.#ignored.add('')
  }

  failed(): void {
    this.#failures.add('')
  }

  connection(change: 'opened' | 'closed' | 'refused'): void {
    if (change === 'refused') this.#refused.add('')
    else this.#connections += change === 'opened' ? 1 : -1
  }

  /** The metrics in the text format, each name behind the prefix and an underscore. */
  text(prefix: string): string {
    const series = [
      this.#requests,
      this.#responses,
      this.#withDo,
      this.#seconds,
      this.#requestSizes,
      this.#responseSizes,
      this.#ignored,
      this.#failures,
      this.#refused,
      this.#open,
    ]
    return series.map((each) => each.text(prefix)).join('')
  }
}
