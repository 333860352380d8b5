import { codeOfType, RESPONSE_CODES, type RecordType, type ResponseCode } from '#libs/dns-model'
import { distribution, heading, label, sample } from '#libs/prometheus'
import type { Peer } from './serve-message.js'
import { wayOf } from './way.js'
import {
  CODES,
  LAYOUT,
  MOST_ZONES,
  OCTET_BUCKETS,
  SECONDS_BUCKETS,
  ServedCounts,
  TYPES,
  WAYS,
} from './served-counts.js'

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
  /** The number under which replies of a zone are counted. */
  zoneNumber(zone: string | undefined): number
  /** Where this thread counts replies from the packed table. */
  readonly counts: ServedCounts
  /** Another thread's counts belong to these from now on. */
  addThread(): ServedCounts
  /** A message without a reply: no query, or not to be answered. */
  ignored(): void
  /** Messages that were dropped because too many waited. */
  dropped(messages: number): void
  /** Something failed inside while answering. */
  failed(): void
  /** A TCP connection was opened, closed, or turned away at a limit. */
  connection(change: 'opened' | 'closed' | 'refused'): void
}

/** CoreDNS's label for what belongs to no zone of its own. */
const NO_ZONE = 'dropped'
/** No code that a type has. */
const NO_TYPE = 0

/** Counts what a server did, and writes it in the text format of Prometheus. Memory is bounded: no label comes from a client. */
export class CountingMetrics implements ServerMetrics {
  readonly counts = new ServedCounts()
  readonly #threads = [this.counts]
  readonly #zones = [NO_ZONE]
  #ignored = 0
  #dropped = 0
  #failures = 0
  #refused = 0
  #connections = 0

  served({ peer, zone, type, rcode, dnssecOk, requestSize, responseSize, seconds }: ServedEvent): void {
    const code = RESPONSE_CODES[rcode]
    const typeCode = type === undefined ? NO_TYPE : codeOfType(type)
    const number = this.zoneNumber(zone)
    this.counts.add(number, wayOf(peer), typeCode, code, dnssecOk, requestSize, responseSize, seconds)
  }

  /** Zones beyond the 63rd that the Corefiles of one run name count as those of no zone. */
  zoneNumber(zone: string = NO_ZONE): number {
    const known = this.#zones.indexOf(zone)
    if (known >= 0) return known
    return this.#zones.length < MOST_ZONES ? this.#zones.push(zone) - 1 : 0
  }

  addThread(): ServedCounts {
    const counts = new ServedCounts()
    this.#threads.push(counts)
    return counts
  }

  ignored(): void {
    this.#ignored++
  }

  dropped(messages: number): void {
    this.#dropped += messages
  }

  failed(): void {
    this.#failures++
  }

  connection(change: 'opened' | 'closed' | 'refused'): void {
    if (change === 'refused') this.#refused++
    else this.#connections += change === 'opened' ? 1 : -1
  }

  /** The metrics in the text format, each name behind the prefix and an underscore. */
  text(prefix: string): string {
    const sums = this.#sums()
    const single = (name: string, help: string, type: string, value: number): string =>
      heading(`${prefix}_${name}`, help, type) + sample(`${prefix}_${name}`, '', value)
    return [
      heading(`${prefix}_dns_requests_total`, 'DNS requests.', 'counter'),
      ...this.#eachZone(sums, (at, zone) => requests(`${prefix}_dns_requests_total`, sums, at, zone)),
      heading(`${prefix}_dns_responses_total`, 'DNS responses by response code.', 'counter'),
      ...this.#eachZone(sums, (at, zone) => responses(`${prefix}_dns_responses_total`, sums, at, zone)),
      heading(`${prefix}_dns_do_requests_total`, 'DNS requests with the DO bit.', 'counter'),
      ...this.#eachZone(sums, (at, zone) => {
        const count = sums[at + LAYOUT.dnssecOk] as number
        return count === 0 ? [] : [sample(`${prefix}_dns_do_requests_total`, zone, count)]
      }),
      heading(`${prefix}_dns_request_duration_seconds`, 'Time from request to reply.', 'histogram'),
      ...this.#eachZone(sums, (at, zone) =>
        histogram(`${prefix}_dns_request_duration_seconds`, zone, SECONDS_BUCKETS, sums, at + LAYOUT.seconds),
      ),
      heading(`${prefix}_dns_request_size_bytes`, 'Size of requests.', 'histogram'),
      ...this.#eachZone(sums, (at, zone) =>
        sizes(`${prefix}_dns_request_size_bytes`, zone, sums, at + LAYOUT.requestOctets),
      ),
      heading(`${prefix}_dns_response_size_bytes`, 'Size of replies.', 'histogram'),
      ...this.#eachZone(sums, (at, zone) =>
        sizes(`${prefix}_dns_response_size_bytes`, zone, sums, at + LAYOUT.responseOctets),
      ),
      single('dns_ignored_messages_total', 'Messages that got no reply.', 'counter', this.#ignored),
      single('dns_dropped_messages_total', 'Messages dropped because too many waited.', 'counter', this.#dropped),
      single('panics_total', 'Failures inside while answering.', 'counter', this.#failures),
      single('dns_refused_connections_total', 'TCP connections over a limit.', 'counter', this.#refused),
      single('dns_connections', 'Open TCP connections.', 'gauge', this.#connections),
    ].join('')
  }

  #sums(): Float64Array {
    const sums = new Float64Array(this.counts.numbers.length)
    for (const { numbers } of this.#threads)
      numbers.forEach((number, index) => (sums[index] = (sums[index] as number) + number))
    return sums
  }

  /** The lines of each zone that anything was asked of. */
  #eachZone(sums: Float64Array, lines: (at: number, zoneLabel: string) => readonly string[]): string[] {
    return this.#zones.flatMap((zone, number) => {
      const at = number * LAYOUT.size
      const isAsked = sums.subarray(at, at + LAYOUT.dnssecOk).some((count) => count > 0)
      return isAsked ? lines(at, label('zone', zone)) : []
    })
  }
}

function requests(name: string, sums: Float64Array, at: number, zone: string): string[] {
  return WAYS.flatMap((way, wayIndex) =>
    TYPES.flatMap((type, typeIndex) => {
      const count = sums[at + LAYOUT.requests + wayIndex * TYPES.length + typeIndex] as number
      if (count === 0) return []
      const family = way.endsWith('4') ? '1' : '2'
      return [sample(name, `${zone},proto="${way.slice(0, 3)}",family="${family}",type="${type}"`, count)]
    }),
  )
}

function responses(name: string, sums: Float64Array, at: number, zone: string): string[] {
  return CODES.flatMap(([rcode], index) => {
    const count = sums[at + LAYOUT.responses + index] as number
    return count === 0 ? [] : [sample(name, `${zone},rcode="${rcode}"`, count)]
  })
}

function sizes(name: string, zone: string, sums: Float64Array, at: number): string[] {
  return ['udp', 'tcp'].flatMap((proto, index) =>
    histogram(name, `${zone},proto="${proto}"`, OCTET_BUCKETS, sums, at + index * LAYOUT.octets),
  )
}

/** Nothing when nothing was observed. */
function histogram(name: string, labels: string, bounds: readonly number[], sums: Float64Array, at: number): string[] {
  const counts = sums.subarray(at, at + bounds.length + 1)
  const sum = sums[at + bounds.length + 1] as number
  return counts.some((count) => count > 0) ? [distribution(name, labels, { bounds, counts, sum })] : []
}
