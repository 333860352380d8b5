import { RECORD_TYPES, RESPONSE_CODES, type ExtendedError, type ResourceRecord } from '#libs/dns-model'
import { extendedErrorOf, readEdns, writeEdns, type Edns } from './edns.js'
import { NO_FLAGS, OPCODES, readHeader, writeHeader, type Flags } from './header.js'
import { MalformedMessage } from './malformed-message.js'
import { readQuestion, writeQuestion, type WireQuestion } from './question.js'
import { CLASS_IN, readRecord, readRecordHeader, writeRecord } from './resource-record.js'
import { WireReader } from './wire-reader.js'
import { WireWriter } from './wire-writer.js'

/** A whole message, as a client sees it. */
export interface Message {
  readonly id: number
  /** 0 to 15. */
  readonly opcode: number
  readonly flags: Flags
  /** With the bits of the OPT record (RFC 6891, section 6.1.3): 0 to 4095. */
  readonly rcode: number
  readonly questions: readonly WireQuestion[]
  /** Records of class IN; those of other classes are left out, because nobody here asks for them. */
  readonly answer: readonly ResourceRecord[]
  readonly authority: readonly ResourceRecord[]
  /** Without the OPT record. */
  readonly additional: readonly ResourceRecord[]
  readonly edns?: Edns
  readonly extendedError?: ExtendedError
}

export type DecodedMessage =
  | { readonly kind: 'message'; readonly message: Message }
  /** `reason` completes "The message can't be read: ". */
  | { readonly kind: 'malformed'; readonly reason: string }

/** Reads a message strictly: every counted entry must be there. Octets after the last one are forgiven. */
export function decodeMessage(bytes: Uint8Array): DecodedMessage {
  try {
    return { kind: 'message', message: readMessage(new WireReader(bytes)) }
  } catch (error) {
    if (error instanceof MalformedMessage) return { kind: 'malformed', reason: error.message }
    throw error
  }
}

function readMessage(reader: WireReader): Message {
  const { id, opcode, rcode, counts, ...flags } = readHeader(reader)
  const [questionCount, answerCount, authorityCount, additionalCount] = counts
  const questions = Array.from({ length: questionCount }, () => readQuestion(reader))
  const answer = readSection(reader, answerCount)
  const authority = readSection(reader, authorityCount)
  const additional = readSection(reader, additionalCount)
  const { edns } = additional
  const extendedError = edns && extendedErrorOf(edns)
  return {
    id,
    opcode,
    flags,
    rcode: rcode | (edns?.extendedRcode ?? 0),
    questions,
    answer: answer.records,
    authority: authority.records,
    additional: additional.records,
    ...(edns !== undefined && { edns }),
    ...(extendedError !== undefined && { extendedError }),
  }
}

/** An OPT record counts only in the additional section (RFC 6891, section 6.1.1); of two there, the last. */
function readSection(reader: WireReader, count: number): { records: ResourceRecord[]; edns?: Edns } {
  const records: ResourceRecord[] = []
  let edns: Edns | undefined
  for (let i = 0; i < count; i++) {
    const header = readRecordHeader(reader)
    if (header.type === RECORD_TYPES.OPT) edns = readEdns(reader, header)
    else if (header.class === CLASS_IN) records.push(readRecord(reader, header))
    else reader.octets(header.length)
  }
  return edns === undefined ? { records } : { records, edns }
}

/** What a client asks. */
export interface OutgoingQuery {
  /** 0 to 65535; random, against forged replies (RFC 5452, section 4.3). */
  readonly id: number
  readonly question: WireQuestion
  /** Ask for recursion. Default: yes. */
  readonly recursionDesired?: boolean
  readonly checkingDisabled?: boolean
  /** Absent: a query without an OPT record. */
  readonly edns?: Pick<Edns, 'udpSize'> & Partial<Edns>
}

/**
 * A query as a message.
 * @throws NamescopeError `invalid-name`
 */
export function encodeQuery({
  id,
  question,
  recursionDesired = true,
  checkingDisabled = false,
  edns,
}: OutgoingQuery): Uint8Array {
  return encodeMessage({
    id,
    opcode: OPCODES.QUERY,
    flags: { ...NO_FLAGS, recursionDesired, checkingDisabled },
    rcode: RESPONSE_CODES.NOERROR,
    questions: [question],
    answer: [],
    authority: [],
    additional: [],
    ...(edns && { edns: { version: 0, dnssecOk: false, extendedRcode: 0, options: [], ...edns } }),
  })
}

/**
 * Any message, compressed. For what clients send and for stand-ins of upstream servers; answers to clients go through
 * `encodeAnswer`, which keeps to their limits.
 * @throws NamescopeError `invalid-name`, `invalid-address` or `invalid-argument` for what no message can hold.
 */
export function encodeMessage(message: Message): Uint8Array {
  const writer = new WireWriter('compressed')
  const { id, opcode, flags, rcode, questions, answer, authority, additional, edns } = message
  const additionalCount = additional.length + (edns === undefined ? 0 : 1)
  const counts = [questions.length, answer.length, authority.length, additionalCount] as const
  writeHeader(writer, { ...flags, id, opcode, rcode: rcode & 15, counts })
  for (const question of questions) writeQuestion(writer, question)
  for (const record of [...answer, ...authority, ...additional]) writeRecord(writer, record)
  if (edns !== undefined) writeEdns(writer, { ...edns, extendedRcode: rcode & ~15 })
  return writer.finish()
}
