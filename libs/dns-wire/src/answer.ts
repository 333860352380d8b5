import { RESPONSE_CODES, type Answer, type ResourceRecord } from '#libs/dns-model'
import { EDNS_OPTIONS, ednsOctets, extendedErrorOption, writeEdns, type Edns } from './edns.js'
import { HEADER_OCTETS, NO_FLAGS, writeHeader } from './header.js'
import { echoedFlags, type Query } from './query.js'
import { writeQuestion } from './question.js'
import { writeRecord } from './resource-record.js'
import { WireWriter, type Compression } from './wire-writer.js'

/** How an answer travels. */
export interface AnswerTransport {
  readonly transport: 'udp' | 'tcp'
  /** The client's address family: it decides from which size on a UDP answer is compressed. Default: IPv4. */
  readonly family?: 'IPv4' | 'IPv6'
  /** The largest UDP answer in octets that the server sends, and says so in its OPT record (CoreDNS's `bufsize`). */
  readonly maxSize?: number
  /** Send back the options that CoreDNS sent back before 1.15.0: NSID, EXPIRE, COOKIE, keepalive and padding. */
  readonly echoesOptions?: boolean
}

/** What every client can take over UDP (RFC 1035, section 2.3.4). */
const SMALLEST_LIMIT = 512
const TCP_LIMIT = 65535
/** Larger UDP answers are compressed even where they fit, to stay within one frame. */
const UNFRAGMENTED = { IPv4: 1480, IPv6: 1220 }
const ECHOED_OPTIONS: readonly number[] = [
  EDNS_OPTIONS.NSID,
  EDNS_OPTIONS.EXPIRE,
  EDNS_OPTIONS.COOKIE,
  EDNS_OPTIONS.TCP_KEEPALIVE,
  EDNS_OPTIONS.PADDING,
]

/**
 * The answer as a message, as CoreDNS sends it: uncompressed where that fits; else compressed; else whole records in the order
 * answer, authority, additional until the next one does not fit, with TC set if any was left out. The OPT record always fits:
 * it is counted first. The question goes back in the client's letter case.
 * @throws NamescopeError `invalid-name`, `invalid-address` or `invalid-argument` for records that no message can hold.
 */
export function encodeAnswer(query: Query, answer: Answer, transport: AnswerTransport): Uint8Array {
  const edns = replyEdns(query, answer, transport)
  const limit =
    transport.transport === 'tcp' ? TCP_LIMIT : Math.max(SMALLEST_LIMIT, edns === undefined ? 0 : edns.udpSize)
  const plain = write(query, answer, edns, 'uncompressed', plainLimit(transport, limit))
  return plain.isComplete ? plain.bytes : write(query, answer, edns, 'compressed', limit).bytes
}

/**
 * The answer without an OPT record, in whole records as far as `limit` octets go, written in one way: for those who keep replies.
 * @throws NamescopeError as `encodeAnswer`
 */
export function encodeWithin(
  query: Query,
  answer: Answer,
  compression: Compression,
  limit: number,
): { readonly bytes: Uint8Array; readonly isComplete: boolean } {
  return write(query, answer, undefined, compression, limit)
}

function plainLimit({ transport, family = 'IPv4' }: AnswerTransport, limit: number): number {
  return transport === 'tcp' ? limit : Math.min(limit, UNFRAGMENTED[family])
}

/** The OPT record of the answer: the client's own, cleaned. `undefined` when the client sent none (RFC 6891, section 6.1.1). */
function replyEdns({ edns }: Query, { extendedError, rcode }: Answer, transport: AnswerTransport): Edns | undefined {
  if (edns === undefined) return undefined
  const options = transport.echoesOptions ? edns.options.filter(({ code }) => ECHOED_OPTIONS.includes(code)) : []
  return {
    udpSize: Math.min(edns.udpSize, transport.maxSize ?? edns.udpSize),
    version: 0,
    dnssecOk: edns.dnssecOk,
    extendedRcode: RESPONSE_CODES[rcode] & ~15,
    options: extendedError === undefined ? options : [...options, extendedErrorOption(extendedError)],
  }
}

/** Writes as many whole records as fit into `limit` octets. */
function write(
  query: Query,
  answer: Answer,
  offered: Edns | undefined,
  compression: Compression,
  limit: number,
): { bytes: Uint8Array; isComplete: boolean } {
  const writer = new WireWriter(compression)
  writer.octets(new Uint8Array(HEADER_OCTETS))
  writeQuestion(writer, { ...query.question, class: query.class })
  const edns = fittingEdns(offered, limit - writer.offset)
  const room = limit - ednsOctets(edns)
  const counts: [number, number, number] = [0, 0, 0]
  let isComplete = true
  for (const [section, records] of [answer.answer, answer.authority, answer.additional].entries()) {
    const written: number = isComplete ? writeRecords(writer, records, room) : 0
    counts[section] = written
    isComplete &&= written === records.length
  }
  if (edns !== undefined) writeEdns(writer, edns)
  const [answers, authorities, additionals] = counts
  writer.overwrite(0, () =>
    writeHeader(writer, {
      ...NO_FLAGS,
      ...echoedFlags(query),
      id: query.id,
      response: true,
      opcode: query.opcode,
      authoritative: answer.authoritative,
      recursionAvailable: answer.recursionAvailable,
      truncated: answer.truncated || !isComplete,
      rcode: RESPONSE_CODES[answer.rcode],
      counts: [1, answers, authorities, additionals + (edns === undefined ? 0 : 1)],
    }),
  )
  return { bytes: writer.finish(), isComplete }
}

/** Options that leave no room for themselves are dropped; without them the OPT record fits beside any question. */
function fittingEdns(edns: Edns | undefined, room: number): Edns | undefined {
  return edns === undefined || ednsOctets(edns) <= room ? edns : { ...edns, options: [] }
}

/** How many of the records were written before one did not fit. */
function writeRecords(writer: WireWriter, records: readonly ResourceRecord[], room: number): number {
  for (const [index, record] of records.entries()) {
    const start = writer.offset
    writeRecord(writer, record)
    if (writer.offset > room) {
      writer.cutTo(start)
      return index
    }
  }
  return records.length
}
