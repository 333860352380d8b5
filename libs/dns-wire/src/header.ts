import type { WireReader } from './wire-reader.js'
import type { WireWriter } from './wire-writer.js'

/** The length of a message's header (RFC 1035, section 4.1.1). */
export const HEADER_OCTETS = 12

/** The operations that a query can ask for (RFC 1035, section 4.1.1; RFC 1996), by code. */
export const OPCODES = { QUERY: 0, NOTIFY: 4 } as const

const RESPONSE = 1 << 15
const AUTHORITATIVE = 1 << 10
const TRUNCATED = 1 << 9
const RECURSION_DESIRED = 1 << 8
const RECURSION_AVAILABLE = 1 << 7
const AUTHENTIC_DATA = 1 << 5
const CHECKING_DISABLED = 1 << 4

/** The bits of a header (RFC 1035, section 4.1.1; RFC 4035, section 3). */
export interface Flags {
  readonly response: boolean
  readonly authoritative: boolean
  readonly truncated: boolean
  readonly recursionDesired: boolean
  readonly recursionAvailable: boolean
  readonly authenticData: boolean
  readonly checkingDisabled: boolean
}

export interface Header extends Flags {
  readonly id: number
  /** 0 to 15. */
  readonly opcode: number
  /** The lower four bits of the response code; an OPT record may add higher ones (RFC 6891, section 6.1.3). */
  readonly rcode: number
  /** How many entries each section is said to have: question, answer, authority, additional. Not to be trusted. */
  readonly counts: readonly [question: number, answer: number, authority: number, additional: number]
}

export const NO_FLAGS: Flags = {
  response: false,
  authoritative: false,
  truncated: false,
  recursionDesired: false,
  recursionAvailable: false,
  authenticData: false,
  checkingDisabled: false,
}

export function readHeader(reader: WireReader): Header {
  const id = reader.uint16()
  const bits = reader.uint16()
  return {
    id,
    response: (bits & RESPONSE) !== 0,
    opcode: (bits >>> 11) & 15,
    authoritative: (bits & AUTHORITATIVE) !== 0,
    truncated: (bits & TRUNCATED) !== 0,
    recursionDesired: (bits & RECURSION_DESIRED) !== 0,
    recursionAvailable: (bits & RECURSION_AVAILABLE) !== 0,
    authenticData: (bits & AUTHENTIC_DATA) !== 0,
    checkingDisabled: (bits & CHECKING_DISABLED) !== 0,
    rcode: bits & 15,
    counts: [reader.uint16(), reader.uint16(), reader.uint16(), reader.uint16()],
  }
}

/** Writes a header; the reserved bit stays clear. */
export function writeHeader(writer: WireWriter, header: Header): void {
  writer.uint16(header.id)
  writer.uint16(flagBits(header) | ((header.opcode & 15) << 11) | (header.rcode & 15))
  for (const count of header.counts) writer.uint16(count)
}

function flagBits(flags: Flags): number {
  return (
    (flags.response ? RESPONSE : 0) |
    (flags.authoritative ? AUTHORITATIVE : 0) |
    (flags.truncated ? TRUNCATED : 0) |
    (flags.recursionDesired ? RECURSION_DESIRED : 0) |
    (flags.recursionAvailable ? RECURSION_AVAILABLE : 0) |
    (flags.authenticData ? AUTHENTIC_DATA : 0) |
    (flags.checkingDisabled ? CHECKING_DISABLED : 0)
  )
}
