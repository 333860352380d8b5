import { RECORD_TYPES, RESPONSE_CODES, recordTypeOf, type Question, type ResponseCode } from '#libs/dns-model'
import { readName } from './domain-name.js'
import { readEdns, writeEdns, type Edns } from './edns.js'
import { HEADER_OCTETS, NO_FLAGS, OPCODES, readHeader, writeHeader, type Header } from './header.js'
import { MalformedMessage } from './malformed-message.js'
import { writeQuestion, type WireQuestion } from './question.js'
import { readRecordData } from './record-data.js'
import { CLASS_IN, readRecordHeader } from './resource-record.js'
import { WireReader } from './wire-reader.js'
import { WireWriter } from './wire-writer.js'

/** A query that deserves an answer. */
export interface Query {
  readonly kind: 'query'
  readonly id: number
  /** QUERY or NOTIFY: a NOTIFY is answered like a query. */
  readonly opcode: number
  readonly recursionDesired: boolean
  readonly checkingDisabled: boolean
  /** The letter case is the client's. */
  readonly question: Question
  /** The class asked for; other than IN only where `anyClass` allows it. */
  readonly class: number
  readonly edns?: Edns
  /** The serial of the zone that the client has already: what an IXFR query tells in its authority section (RFC 1995, section 3). */
  readonly heldSerial?: number
}

/**
 * What a server makes of a message, before it looks at any name:
 * - `query`: to be answered;
 * - `error`: answered with these octets, whatever the names are;
 * - `ignore`: not answered at all, because any reply could be part of an attack or a loop.
 */
export type DecodedQuery =
  | Query
  | { readonly kind: 'error'; readonly rcode: ResponseCode; readonly reply: Uint8Array }
  | { readonly kind: 'ignore' }

/** Counts above these are refused unread: a query has no use for more. Two additional records: OPT and TSIG. */
const MOST_RECORDS = { answer: 1, authority: 1, additional: 2 }

/**
 * Reads a query as CoreDNS 1.15 does: what it ignores, refuses and forgives. Octets after the last record, and records that
 * are counted but missing, are forgiven; everything else that can't be read is a FORMERR. Two OPT records: the last counts.
 * @param anyClass answer classes other than IN too, as servers with `forward` or `chaos` do; else they get REFUSED.
 */
export function decodeQuery(bytes: Uint8Array, { anyClass = false }: { anyClass?: boolean } = {}): DecodedQuery {
  if (bytes.length < HEADER_OCTETS) return { kind: 'ignore' }
  const reader = new WireReader(bytes)
  const header = readHeader(reader)
  if (header.response) return { kind: 'ignore' }
  if (header.opcode !== OPCODES.QUERY && header.opcode !== OPCODES.NOTIFY) return unread(header, 'NOTIMP')
  const [questions, answers, authorities, additionals] = header.counts
  const tooMany =
    answers > MOST_RECORDS.answer || authorities > MOST_RECORDS.authority || additionals > MOST_RECORDS.additional
  if (questions !== 1 || tooMany) return unread(header, 'FORMERR')
  if (reader.atEnd) return refused(header, undefined, undefined, 'SERVFAIL')

  let question: WireQuestion | undefined
  let heldSerial: number | undefined
  let edns: Edns | undefined
  try {
    question = readCutQuestion(reader)
    passRecords(reader, answers)
    heldSerial = passRecords(reader, authorities).serial
    edns = passRecords(reader, additionals).edns
  } catch (error) {
    if (error instanceof MalformedMessage) return unread(header, 'FORMERR', question)
    throw error
  }
  if (question.class !== CLASS_IN && !anyClass) return refused(header, question, edns, 'REFUSED')
  if (edns !== undefined && edns.version > 0) return refused(header, question, edns, 'BADVERS')
  return {
    kind: 'query',
    id: header.id,
    opcode: header.opcode,
    recursionDesired: header.recursionDesired,
    checkingDisabled: header.checkingDisabled,
    question: { name: question.name, type: question.type },
    class: question.class,
    ...(edns !== undefined && { edns }),
    ...(heldSerial !== undefined && { heldSerial }),
  }
}

/** A question whose type, or class, is missing at the end of the message counts as having 0 there. */
function readCutQuestion(reader: WireReader): WireQuestion {
  const name = readName(reader)
  const type = recordTypeOf(reader.atEnd ? 0 : reader.uint16())
  return { name, type, class: reader.atEnd ? 0 : reader.uint16() }
}

/**
 * Passes over the records of a section; gives its last OPT record, and the serial of its last SOA. The data of the others must be
 * readable, or absent as in RFC 2136, section 2.4, although nobody looks at it.
 */
function passRecords(reader: WireReader, count: number): { readonly edns?: Edns; readonly serial?: number } {
  let edns: Edns | undefined
  let serial: number | undefined
  for (let i = 0; i < count && !reader.atEnd; i++) {
    const header = readRecordHeader(reader)
    if (header.type === RECORD_TYPES.OPT) edns = readEdns(reader, header)
    else if (header.length > 0) {
      const data = readRecordData(reader, recordTypeOf(header.type), header.length)
      if (data.type === 'SOA') serial = data.serial
    }
  }
  return { ...(edns !== undefined && { edns }), ...(serial !== undefined && { serial }) }
}

/** The reply to a message that was not read to its end: the client's own flags, no OPT. */
function unread(header: Header, rcode: 'NOTIMP' | 'FORMERR', question?: WireQuestion): DecodedQuery {
  const opcode = rcode === 'NOTIMP' ? header.opcode : OPCODES.QUERY
  const flags = { ...header, response: true, authoritative: false }
  return errorReply({ ...flags, opcode, rcode: RESPONSE_CODES[rcode] }, question, undefined, rcode)
}

/** The reply to a message that was read, and is refused before its name is looked at. */
function refused(
  header: Header,
  question: WireQuestion | undefined,
  edns: Edns | undefined,
  rcode: 'SERVFAIL' | 'REFUSED' | 'BADVERS',
): DecodedQuery {
  const flags = { ...NO_FLAGS, ...echoedFlags(header), response: true }
  const opt =
    rcode === 'BADVERS'
      ? { udpSize: 0, version: 0, dnssecOk: false, extendedRcode: RESPONSE_CODES.BADVERS, options: [] }
      : edns && { ...edns, version: 0, extendedRcode: 0, options: [] }
  const { id, opcode, counts } = header
  return errorReply({ ...flags, id, opcode, rcode: RESPONSE_CODES[rcode], counts }, question, opt, rcode)
}

/** The flags that a reply takes over: RD and CD, and only when the client asked a QUERY. */
export function echoedFlags(
  query: Pick<Header, 'opcode' | 'recursionDesired' | 'checkingDisabled'>,
): Pick<Header, 'recursionDesired' | 'checkingDisabled'> {
  const asked = query.opcode === OPCODES.QUERY
  return { recursionDesired: asked && query.recursionDesired, checkingDisabled: asked && query.checkingDisabled }
}

function errorReply(
  header: Header,
  question: WireQuestion | undefined,
  edns: Edns | undefined,
  rcode: ResponseCode,
): DecodedQuery {
  const writer = new WireWriter('uncompressed')
  writeHeader(writer, { ...header, counts: [question === undefined ? 0 : 1, 0, 0, edns === undefined ? 0 : 1] })
  if (question !== undefined) writeQuestion(writer, question)
  if (edns !== undefined) writeEdns(writer, edns)
  return { kind: 'error', rcode, reply: writer.finish() }
}
