import { RESPONSE_CODES, type Answer, type RecordData, type ResourceRecord } from '#libs/dns-model'
import { CLASS_IN, encodeWithin, OPCODES, type Query } from '#libs/dns-wire'
import type { Way } from '../served-counts.js'
import { clampedSize, largestPlainReply, largestReply, OPT_OCTETS } from './reply-room.js'
import { ECHOED } from './table-request.js'

/** The octets of a SOA record as the authority section of a negative answer. */
interface Tail {
  readonly record: ResourceRecord
  readonly octets: Uint8Array
}

/** How the reply to a negative answer travels. */
export interface NegativeReplyWay {
  readonly way: Way
  /** The largest UDP answer, 0 for any. */
  readonly maxSize: number
  readonly echoesOptions: boolean
}

/** One for each zone and serial that is asked about at a time, and some for letters. */
const MOST_TAILS = 8
const HEADER_OCTETS = 12
const QUESTION_FIXED = 4
const RESPONSE = 0x80
const AUTHORITATIVE = 0x04
const RECURSION_AVAILABLE = 0x80
const TYPE_OPT = 41
const DNSSEC_OK = 0x80

/**
 * Replies to names that do not exist, and to types without data. Most such questions are asked once, so their replies are not kept.
 * But behind the question they are all alike: header, the question as it came, the zone's SOA, whose octets lie ready.
 */
export class NegativeReplies {
  readonly #tails: Tail[] = []

  /** What `encodeAnswer` makes of the answer; `undefined` when it is no plain negative answer, or does not fit uncompressed. */
  encode(
    bytes: Uint8Array,
    query: Query,
    answer: Answer,
    { way, maxSize, echoesOptions }: NegativeReplyWay,
  ): Uint8Array | undefined {
    const { edns } = query
    const [soa] = answer.authority
    const isPlain =
      soa?.data.type === 'SOA' &&
      answer.answer.length + answer.authority.length + answer.additional.length === 1 &&
      answer.extendedError === undefined &&
      !answer.truncated &&
      RESPONSE_CODES[answer.rcode] < 16 &&
      query.opcode === OPCODES.QUERY &&
      !(echoesOptions && edns !== undefined && edns.options.length > 0)
    const end = isPlain ? questionEnd(bytes) : 0
    if (soa === undefined || end === 0) return undefined
    const tail = this.#tailOf(soa)
    const opt = edns === undefined ? 0 : OPT_OCTETS
    const udpSize = clampedSize(edns?.udpSize ?? 0, maxSize)
    const length = end + tail.length + opt
    if (length > largestPlainReply(way, largestReply(way, udpSize))) return undefined
    const reply = new Uint8Array(length)
    for (let i = 0; i < end; i++) reply[i] = bytes[i] as number
    writeHeader(reply, query, answer, opt === 0 ? 0 : 1)
    for (let i = 0; i < tail.length; i++) reply[end + i] = tail[i] as number
    if (edns !== undefined) writeOpt(reply, end + tail.length, udpSize, edns.dnssecOk)
    return reply
  }

  #tailOf(soa: ResourceRecord): Uint8Array {
    for (const tail of this.#tails) if (isSame(tail.record, soa)) return tail.octets
    const octets = octetsOf(soa)
    this.#tails.unshift({ record: soa, octets })
    this.#tails.splice(MOST_TAILS)
    return octets
  }
}

type Soa = Extract<RecordData, { type: 'SOA' }>

function isSame(a: ResourceRecord, b: ResourceRecord): boolean {
  const [left, right] = [a.data as Soa, b.data as Soa]
  return (
    a === b ||
    (left.serial === right.serial &&
      a.ttl === b.ttl &&
      a.name === b.name &&
      left.primary === right.primary &&
      left.mailbox === right.mailbox &&
      left.minimum === right.minimum &&
      left.refresh === right.refresh &&
      left.retry === right.retry &&
      left.expire === right.expire)
  )
}

/** Uncompressed, so that they stand behind any question. */
function octetsOf(soa: ResourceRecord): Uint8Array {
  const query = { kind: 'query', id: 0, opcode: 0, recursionDesired: false, checkingDisabled: false } as const
  const { bytes } = encodeWithin(
    { ...query, question: { name: '.', type: 'SOA' }, class: CLASS_IN },
    {
      rcode: 'NOERROR',
      authoritative: true,
      recursionAvailable: false,
      truncated: false,
      answer: [],
      authority: [soa],
      additional: [],
    },
    'uncompressed',
    Number.POSITIVE_INFINITY,
  )
  return bytes.slice(HEADER_OCTETS + 1 + QUESTION_FIXED)
}

/** Where the question ends; 0 for one that is cut short, or whose name is written with a pointer. */
function questionEnd(bytes: Uint8Array): number {
  let at = HEADER_OCTETS
  while (at < bytes.length) {
    const octet = bytes[at] as number
    if (octet > 63) return 0
    at += octet + 1
    if (octet === 0) return at + QUESTION_FIXED <= bytes.length ? at + QUESTION_FIXED : 0
  }
  return 0
}

function writeHeader(reply: Uint8Array, query: Query, answer: Answer, additional: number): void {
  reply[2] = RESPONSE | (answer.authoritative ? AUTHORITATIVE : 0) | (query.recursionDesired ? ECHOED.RD : 0)
  reply[3] =
    (answer.recursionAvailable ? RECURSION_AVAILABLE : 0) |
    (query.checkingDisabled ? ECHOED.CD : 0) |
    RESPONSE_CODES[answer.rcode]
  reply[4] = 0
  reply[5] = 1
  reply[6] = 0
  reply[7] = 0
  reply[8] = 0
  reply[9] = 1
  reply[10] = 0
  reply[11] = additional
}

function writeOpt(reply: Uint8Array, at: number, udpSize: number, dnssecOk: boolean): void {
  // The rest is zero in a new array.
  reply[at + 2] = TYPE_OPT
  reply[at + 3] = udpSize >>> 8
  reply[at + 4] = udpSize & 255
  reply[at + 7] = dnssecOk ? DNSSEC_OK : 0
}
