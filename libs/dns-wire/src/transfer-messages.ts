import { RESPONSE_CODES, type ResourceRecord } from '#libs/dns-model'
import { ednsOctets, writeEdns, type Edns } from './edns.js'
import { HEADER_OCTETS, NO_FLAGS, writeHeader } from './header.js'
import { echoedFlags, type Query } from './query.js'
import { writeQuestion } from './question.js'
import { writeRecord } from './resource-record.js'
import { WireWriter } from './wire-writer.js'

/**
 * Where a message ends. A pointer reaches 16 kB at most (RFC 1035, section 4.1.4), so longer messages compress worse; and a
 * message is made in one go, so it must not take long.
 */
const MESSAGE_OCTETS = 16_384
/** One record may be longer than that; a message may not be longer than its length field says (RFC 1035, section 4.2.2). */
const MOST_OCTETS = 65_535

/**
 * The messages of a zone transfer, compressed, each with the question and, where the client sent one, an OPT record (RFC 5936,
 * section 2.2). Yields after each part, with a message when one became full, so that whoever sends them can do other work between.
 * @throws NamescopeError `invalid-name`, `invalid-address` or `invalid-argument` for records that no message can hold.
 */
export function* transferMessages(
  query: Query,
  parts: Iterable<readonly ResourceRecord[]>,
): Generator<Uint8Array | undefined, void, undefined> {
  let message = new TransferMessage(query)
  for (const part of parts) {
    for (const record of part) {
      if (message.add(record)) continue
      yield message.finish()
      message = new TransferMessage(query)
      message.add(record)
    }
    yield undefined
  }
  if (message.count > 0) yield message.finish()
}

class TransferMessage {
  count = 0
  readonly #writer = new WireWriter('compressed')
  readonly #edns: Edns | undefined

  constructor(private readonly query: Query) {
    this.#writer.octets(new Uint8Array(HEADER_OCTETS))
    writeQuestion(this.#writer, { ...query.question, class: query.class })
    this.#edns = query.edns && { ...query.edns, version: 0, extendedRcode: 0, options: [] }
  }

  /** False when the record has no room beside those before it. */
  add(record: ResourceRecord): boolean {
    const start = this.#writer.offset
    writeRecord(this.#writer, record)
    const room = (this.count === 0 ? MOST_OCTETS : MESSAGE_OCTETS) - ednsOctets(this.#edns)
    if (this.#writer.offset > room) {
      this.#writer.cutTo(start)
      return false
    }
    this.count++
    return true
  }

  finish(): Uint8Array {
    const { id, opcode } = this.query
    if (this.#edns !== undefined) writeEdns(this.#writer, this.#edns)
    this.#writer.overwrite(0, () =>
      writeHeader(this.#writer, {
        ...NO_FLAGS,
        ...echoedFlags(this.query),
        id,
        opcode,
        response: true,
        authoritative: true,
        rcode: RESPONSE_CODES.NOERROR,
        counts: [1, this.count, 0, this.#edns === undefined ? 0 : 1],
      }),
    )
    return this.#writer.finish()
  }
}
