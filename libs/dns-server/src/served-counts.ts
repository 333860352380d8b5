import { RECORD_TYPES, RESPONSE_CODES } from '#libs/dns-model'

/** How a request came. */
export const WAYS = ['udp4', 'udp6', 'tcp4', 'tcp6'] as const
export type Way = (typeof WAYS)[number]

export const TYPES = ['other', ...Object.keys(RECORD_TYPES)]
export const CODES = Object.entries(RESPONSE_CODES)
/** CoreDNS's buckets (plugin/metrics/vars), so that its dashboards read ours. Seconds; octets. */
export const SECONDS_BUCKETS = Array.from({ length: 16 }, (_, i) => 0.00025 * 2 ** i)
export const OCTET_BUCKETS = [0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16_000, 32_000, 48_000, 64_000]
/** Zones that are told apart; there are as many as the Corefiles of one run name. */
export const MOST_ZONES = 64

/** A histogram takes a number for each bucket, one for what is beyond, and one for the sum. */
const SECONDS_NUMBERS = SECONDS_BUCKETS.length + 2
const OCTETS_NUMBERS = OCTET_BUCKETS.length + 2
const PROTOCOLS = 2

/** Where the numbers of one zone stand. */
export const LAYOUT = (() => {
  const requests = 0
  const responses = requests + WAYS.length * TYPES.length
  const dnssecOk = responses + CODES.length
  const seconds = dnssecOk + 1
  const requestOctets = seconds + SECONDS_NUMBERS
  const responseOctets = requestOctets + PROTOCOLS * OCTETS_NUMBERS
  const size = responseOctets + PROTOCOLS * OCTETS_NUMBERS
  return { requests, responses, dnssecOk, seconds, requestOctets, responseOctets, size, octets: OCTETS_NUMBERS }
})()

/** Places by code; types and codes without one of their own share the first. */
const TYPE_PLACES = placesOf(Object.values(RECORD_TYPES), 1)
const CODE_PLACES = placesOf(
  CODES.map(([, code]) => code),
  0,
)

function placesOf(codes: readonly number[], first: number): Uint8Array {
  const places = new Uint8Array(Math.max(...codes) + 1)
  codes.forEach((code, index) => (places[code] = first + index))
  return places
}

/**
 * What one thread has served, as plain numbers in shared memory: counting allocates nothing and waits for nobody, and the main
 * thread can read all of them.
 */
export class ServedCounts {
  readonly numbers: Float64Array

  constructor(readonly buffer: SharedArrayBuffer = new SharedArrayBuffer(MOST_ZONES * LAYOUT.size * 8)) {
    this.numbers = new Float64Array(buffer)
  }

  /** Counts one reply. `zone` is its number, type and rcode are codes; sizes in octets. */
  add(
    zone: number,
    way: Way,
    type: number,
    rcode: number,
    dnssecOk: boolean,
    requestSize: number,
    responseSize: number,
    seconds: number,
  ): void {
    const { numbers } = this
    const base = zone * LAYOUT.size
    const protocol = way === 'udp4' || way === 'udp6' ? 0 : LAYOUT.octets
    const typeAt = base + LAYOUT.requests + placeOfWay(way) * TYPES.length + (TYPE_PLACES[type] ?? 0)
    numbers[typeAt] = (numbers[typeAt] as number) + 1
    const codeAt = base + LAYOUT.responses + (CODE_PLACES[rcode] ?? 0)
    numbers[codeAt] = (numbers[codeAt] as number) + 1
    if (dnssecOk) numbers[base + LAYOUT.dnssecOk] = (numbers[base + LAYOUT.dnssecOk] as number) + 1
    observe(numbers, base + LAYOUT.seconds, SECONDS_BUCKETS, seconds)
    observe(numbers, base + LAYOUT.requestOctets + protocol, OCTET_BUCKETS, requestSize)
    observe(numbers, base + LAYOUT.responseOctets + protocol, OCTET_BUCKETS, responseSize)
  }
}

function placeOfWay(way: Way): number {
  switch (way) {
    case 'udp4':
      return 0
    case 'udp6':
      return 1
    case 'tcp4':
      return 2
    case 'tcp6':
      return 3
  }
}

function observe(numbers: Float64Array, at: number, bounds: readonly number[], value: number): void {
  let bucket = 0
  while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++
  numbers[at + bucket] = (numbers[at + bucket] as number) + 1
  const sumAt = at + bounds.length + 1
  numbers[sumAt] = (numbers[sumAt] as number) + value
}
