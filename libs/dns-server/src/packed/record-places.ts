/** Where a record stands in a message. Octets from its beginning. */
export interface RecordPlace {
  readonly start: number
  readonly dataAt: number
  readonly end: number
}

/** Type, class, TTL and length. */
const FIXED_OCTETS = 10
const POINTER = 0xc0

/** The places of so many records from `at` on, in a message of our own: it is whole. */
export function recordPlaces(bytes: Uint8Array, at: number, count: number): RecordPlace[] {
  const places: RecordPlace[] = []
  let start = at
  for (let i = 0; i < count; i++) {
    const dataAt = endOfName(bytes, start) + FIXED_OCTETS
    const end = dataAt + (((bytes[dataAt - 2] as number) << 8) | (bytes[dataAt - 1] as number))
    places.push({ start, dataAt, end })
    start = end
  }
  return places
}

function endOfName(bytes: Uint8Array, start: number): number {
  let at = start
  for (;;) {
    const octet = bytes[at] as number
    if (octet === 0) return at + 1
    if (octet >= POINTER) return at + 2
    at += octet + 1
  }
}
