const HEADER_OCTETS = 12
const MOST_NAME_OCTETS = 255
const CLASS_IN = 1
const TYPE_OPT = 41
const OPT_OCTETS = 11
const DNSSEC_OK = 0x80

/** What a reply takes over of the request's flags: RD, in the third octet, and CD, in the fourth. */
export const ECHOED = { RD: 0x01, CD: 0x10 } as const

/** QR and the opcode must be clear: a query of the usual kind. */
const QUERY_MASK = 0xf8
/** The offset basis and prime of the FNV-1a hash. */
const HASH_START = 0x811c9dc5
const HASH_FACTOR = 0x01000193

/**
 * A request as the packed table looks at it. There is one for each thread, used again and again: reading a request allocates
 * nothing. What is not a plain query is left to `decodeQuery`, which knows all that CoreDNS forgives.
 */
export class TableRequest {
  octets: Uint8Array = new Uint8Array(0)
  /** What reading them gave. */
  isTaken = false
  /** Octets of the name. */
  nameOctets = 0
  /** The name in lower case. */
  readonly name = new Uint8Array(MOST_NAME_OCTETS)
  /** Whether the name has letters in upper case. */
  hasCapitals = false
  type = 0
  /** Of name and type. */
  hash = 0
  hasEdns = false
  /** Octets that the client says it can take; 0 without EDNS. */
  udpSize = 0
  dnssecOk = false
  hasOptions = false

  /** Reads a request; false when it is not one that the table may answer. */
  read(octets: Uint8Array): boolean {
    this.octets = octets
    this.isTaken = this.#read(octets)
    return this.isTaken
  }

  #read(octets: Uint8Array): boolean {
    const isPlain =
      octets.length > HEADER_OCTETS &&
      ((octets[2] as number) & QUERY_MASK) === 0 &&
      octets[4] === 0 &&
      octets[5] === 1 &&
      ((octets[6] as number) | (octets[7] as number) | (octets[8] as number) | (octets[9] as number)) === 0 &&
      octets[10] === 0 &&
      (octets[11] as number) <= 1
    if (!isPlain || !this.#readQuestion(octets)) return false
    this.hasEdns = octets[11] === 1
    if (this.hasEdns) return this.#readOpt(octets, HEADER_OCTETS + this.nameOctets + 4)
    this.udpSize = 0
    this.dnssecOk = false
    this.hasOptions = false
    return true
  }

  #readQuestion(octets: Uint8Array): boolean {
    const { name } = this
    const { length } = octets
    let at = HEADER_OCTETS
    let hash = HASH_START
    let capitals = 0
    for (;;) {
      const labelOctets = octets[at] as number
      const end = at + 1 + labelOctets
      // Pointers and unknown label types have one of the upper bits set.
      if (labelOctets > 63 || end >= length || end - HEADER_OCTETS > MOST_NAME_OCTETS) return false
      for (; at < end; at++) {
        let octet = octets[at] as number
        // A length is below any letter.
        if (octet >= 65 && octet <= 90) {
          octet |= 32
          capitals++
        }
        name[at - HEADER_OCTETS] = octet
        hash = Math.imul(hash ^ octet, HASH_FACTOR)
      }
      if (labelOctets === 0) break
    }
    if (at + 4 > length || (((octets[at + 2] as number) << 8) | (octets[at + 3] as number)) !== CLASS_IN) return false
    this.nameOctets = at - HEADER_OCTETS
    this.hasCapitals = capitals > 0
    this.type = ((octets[at] as number) << 8) | (octets[at + 1] as number)
    this.hash = mixed(hash, this.type)
    return true
  }

  #readOpt(octets: Uint8Array, at: number): boolean {
    const end = at + OPT_OCTETS
    if (end > octets.length || octets[at] !== 0 || octets[at + 1] !== 0 || octets[at + 2] !== TYPE_OPT) return false
    if (octets[at + 6] !== 0) return false
    this.udpSize = ((octets[at + 3] as number) << 8) | (octets[at + 4] as number)
    this.dnssecOk = ((octets[at + 7] as number) & DNSSEC_OK) !== 0
    const length = ((octets[at + 9] as number) << 8) | (octets[at + 10] as number)
    this.hasOptions = length > 0
    return areOptions(octets, end, end + length)
  }
}

/** Options that can't be read make the message malformed. */
function areOptions(octets: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end && end <= octets.length) {
    at += 4
    if (at <= end) at += ((octets[at - 2] as number) << 8) | (octets[at - 1] as number)
  }
  return at === end && end <= octets.length
}

function mixed(hash: number, type: number): number {
  const h = Math.imul(hash ^ (type + 0x9e37), HASH_FACTOR)
  return (h ^ (h >>> 15)) | 0
}
