import { CLASS_IN, encodeQuery } from '#libs/dns-wire'
import type { Question } from '#libs/dns-model'
import type { ClientQuery } from './drive.js'

/** What we take over UDP: what fits into a frame on every path, so that nothing is forged in by fragments. */
const UDP_OCTETS = 1232
const ID_OCTETS = 2
const HEADER_OCTETS = 12
const TYPE_AND_CLASS_OCTETS = 4
const RESPONSE_AND_OPCODE = 0xf8
const RESPONSE = 0x80
const TRUNCATED = 0x02
const UPPER_A = 0x41
const UPPER_Z = 0x5a
const TO_LOWER = 0x20

/** A question ready to be sent: its octets but for the id. */
export interface OutgoingQuestion {
  readonly bytes: Buffer
  /** Where the question section ends. */
  readonly end: number
}

/** The message that asks an upstream; EDNS and its DO bit go on as the client has them, without options. */
export function outgoingQuestion(question: Question, query: ClientQuery): OutgoingQuestion {
  const plain = {
    id: 0,
    question: { ...question, class: CLASS_IN },
    recursionDesired: query.recursionDesired,
    checkingDisabled: query.checkingDisabled,
  }
  const end = encodeQuery(plain).length
  const edns = query.edns && { edns: { udpSize: UDP_OCTETS, dnssecOk: query.dnssecOk } }
  return { bytes: Buffer.from(encodeQuery({ ...plain, ...edns })), end }
}

/** The same under an id, in octets of its own: the socket may still read them when the next one is made. */
export function withId({ bytes }: OutgoingQuestion, id: number): Buffer {
  const message = Buffer.from(bytes)
  message.writeUInt16BE(id)
  return message
}

/**
 * Whether a message answers this question, whatever else it says: a response with the same operation and, letter case aside, the
 * same question (RFC 5452, section 9.1). The id was looked at by whoever keeps it.
 */
export function isReplyTo({ bytes, end }: OutgoingQuestion, message: Buffer): boolean {
  if (message.length < end || message.readUInt16BE(4) !== 1) return false
  const bits = message[ID_OCTETS] as number
  if ((bits & RESPONSE_AND_OPCODE) !== RESPONSE) return false
  const nameEnd = end - TYPE_AND_CLASS_OCTETS
  for (let at = HEADER_OCTETS; at < nameEnd; at++) {
    if (lower(message[at] as number) !== lower(bytes[at] as number)) return false
  }
  return bytes.compare(message, nameEnd, end, nameEnd, end) === 0
}

/** TC, readable even where the rest of the message is cut in the middle of a record. */
export function isTruncated(message: Buffer): boolean {
  return ((message[ID_OCTETS] as number) & TRUNCATED) !== 0
}

function lower(octet: number): number {
  return octet >= UPPER_A && octet <= UPPER_Z ? octet | TO_LOWER : octet
}
