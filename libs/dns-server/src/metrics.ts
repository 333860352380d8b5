import { RECORD_TYPES, type RecordType, type ResponseCode } from '#libs/dns-model'
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
  #connections = 0

  served({ peer, zone = NO_ZONE, type, rcode, dnssecOk, requestSize, responseSize, seconds }: ServedEvent): void {
    const family = peer.family === 'IPv4' ? '1' : '2'
    const zoneLabel = `zone="${labelValue(zone)}"`
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
    ]
    const open = heading(`${prefix}_dns_connections`, 'Open TCP connections.', 'gauge')
    return [...series.map((each) => each.text(prefix)), `${open}${prefix}_dns_connections ${this.#connections}\n`].join(
      '',
    )
  }
}

class Counter {
  readonly #counts = new Map<string, number>()

  constructor(
    private readonly name: string,
    private readonly help: string,
  ) {}

  add(labels: string): void {
    this.#counts.set(labels, (this.#counts.get(labels) ?? 0) + 1)
  }

  text(prefix: string): string {
    const name = `${prefix}_${this.name}`
    const lines = [...this.#counts].map(([labels, count]) => sample(name, labels, count))
    return heading(name, this.help, 'counter') + (lines.length === 0 ? '' : lines.join(''))
  }
}

class Histogram {
  readonly #series = new Map<string, { readonly counts: number[]; sum: number }>()

  constructor(
    private readonly name: string,
    private readonly help: string,
    private readonly bounds: readonly number[],
  ) {}

  observe(labels: string, value: number): void {
    let series = this.#series.get(labels)
    if (series === undefined) {
      series = { counts: Array.from({ length: this.bounds.length + 1 }, () => 0), sum: 0 }
      this.#series.set(labels, series)
    }
    let bucket = 0
    while (bucket < this.bounds.length && value > (this.bounds[bucket] as number)) bucket++
    series.counts[bucket] = (series.counts[bucket] as number) + 1
    series.sum += value
  }

  text(prefix: string): string {
    const name = `${prefix}_${this.name}`
    const lines = [heading(name, this.help, 'histogram')]
    for (const [labels, { counts, sum }] of this.#series) {
      let below = 0
      for (const [index, count] of counts.entries()) {
        below += count
        const bound = this.bounds[index]
        lines.push(sample(`${name}_bucket`, `${labels},le="${bound ?? '+Inf'}"`, below))
      }
      lines.push(sample(`${name}_sum`, labels, sum), sample(`${name}_count`, labels, below))
    }
    return lines.join('')
  }
}

function heading(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}

function sample(name: string, labels: string, value: number): string {
  return labels === '' ? `${name} ${value}\n` : `${name}{${labels}} ${value}\n`
}

/** Escaped as the text format asks. */
function labelValue(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
