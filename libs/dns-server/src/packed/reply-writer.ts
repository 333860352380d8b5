import type { RandomNumber } from '../rotation.js'
import { ENTRY, HEADER, listsOf, nameOf, TRAIT, type TableMemory } from './table-memory.js'
import { ECHOED, type TableRequest } from './table-request.js'

const HEADER_OCTETS = 12
/** Type, class, TTL and length of a record. */
const FIXED_OCTETS = 10
const TTL_OCTETS = 4
const IPV4_OCTETS = 4
const IPV6_OCTETS = 16
const TYPE_A = 1
const TYPE_OPT = 41
const DNSSEC_OK = 0x80
const TRUNCATED = 0x02
/** A pointer to the name of the question (RFC 1035, section 4.1.4). */
const POINTER_OCTETS = 2
const POINTER_HIGH = 0xc0
/** More addresses of one name than an entry can hold, and more groups; what is read while the writer is at work may say anything. */
const MOST_BLOCKS = 1024
const MOST_GROUPS = 8

/** Turns an entry into the octets of a reply: to the letter what `encodeAnswer` makes of the same answer, in the same order. */
export class ReplyWriter {
  /** Where records that change places come from. */
  readonly #order = new Uint16Array(MOST_BLOCKS)

  constructor(
    private readonly memory: TableMemory,
    private readonly random: RandomNumber,
  ) {}

  /**
   * Writes the reply without its OPT record. `room` is what it may have; `plainRoom` what it may have uncompressed. Gives its
   * length, or 0 when the entry was made for another room.
   */
  write(entry: number, request: TableRequest, room: number, plainRoom: number, out: Uint8Array): number {
    const facts = this.memory.words[entry + ENTRY.REPLY] as number
    if ((facts & TRAIT.ADDRESSES) !== 0) return this.#writeAddresses(entry, request, room, plainRoom, out)
    if (!this.#fits(entry, facts, room, plainRoom, request.nameOctets)) return 0
    this.#writeQuestion(facts >>> 16, request, out)
    const { words } = this.memory
    const counts = words[entry + ENTRY.COUNTS] as number
    writeCount(out, 6, counts >>> 16)
    writeCount(out, 8, counts & 0xffff)
    writeCount(out, 10, (words[entry + ENTRY.MORE] as number) >>> 16)
    return this.#writeBody(entry, facts, request, out)
  }

  /** The OPT record of the reply: the client's own, cleaned. */
  writeOpt(request: TableRequest, udpSize: number, at: number, out: Uint8Array): number {
    writeCount(out, 10, (((out[10] as number) << 8) | (out[11] as number)) + 1)
    out[at] = 0
    out[at + 1] = 0
    out[at + 2] = TYPE_OPT
    writeCount(out, at + 3, udpSize)
    out[at + 5] = 0
    out[at + 6] = 0
    out[at + 7] = request.dnssecOk ? DNSSEC_OK : 0
    out[at + 8] = 0
    out[at + 9] = 0
    out[at + 10] = 0
    return at + 11
  }

  #fits(entry: number, facts: number, room: number, plainRoom: number, nameOctets: number): boolean {
    const { words } = this.memory
    const octets = words[entry + ENTRY.OCTETS] as number
    const plain = octets & 0xffff
    if ((facts & TRAIT.CUT) !== 0) {
      const rooms = words[entry + ENTRY.ROOMS] as number
      return rooms >>> 16 === room && (rooms & 0xffff) === plainRoom
    }
    if ((facts & TRAIT.COMPRESSED) === 0) return plain <= plainRoom
    return plain > plainRoom && HEADER_OCTETS + nameOctets + 4 + (octets >>> 16) <= room
  }

  #writeQuestion(bits: number, { octets, nameOctets }: TableRequest, out: Uint8Array): void {
    out[0] = octets[0] as number
    out[1] = octets[1] as number
    out[2] = (bits >>> 8) | ((octets[2] as number) & ECHOED.RD)
    out[3] = (bits & 0xff) | ((octets[3] as number) & ECHOED.CD)
    out[4] = 0
    out[5] = 1
    const end = HEADER_OCTETS + nameOctets + 4
    for (let i = HEADER_OCTETS; i < end; i++) out[i] = octets[i] as number
  }

  #writeBody(entry: number, facts: number, request: TableRequest, out: Uint8Array): number {
    const { words, halves, octets } = this.memory
    const start = nameOf(this.memory, entry) + request.nameOctets
    const length = (words[entry + ENTRY.OCTETS] as number) >>> 16
    const to = HEADER_OCTETS + request.nameOctets + 4
    for (let i = 0; i < length; i++) out[to + i] = octets[start + i] as number
    const serialAt = (words[entry + ENTRY.LIMITS] as number) & 0xffff
    if (serialAt !== 0) {
      const zone = (facts & TRAIT.MULTICLUSTER) === 0 ? 0 : 1
      const serial = words[HEADER.SERIALS + zone] as number
      writeCount(out, to + serialAt, serial >>> 16)
      writeCount(out, to + serialAt + 2, serial & 0xffff)
    }
    let list = listsOf(this.memory, entry)
    const groups = Math.min(halves[list++] as number, MOST_GROUPS)
    for (let i = 0; i < groups; i++) {
      this.#mixGroup(list, start, to, out)
      list += (halves[list] as number) + 2
    }
    // What moves about has no letters to repeat: the entry would not be there.
    if (request.hasCapitals) this.#echo(list, request, to, out)
    return to + length
  }

  /** Writes the records of a group, whose ends stand in the list, in a new order. */
  #mixGroup(list: number, start: number, to: number, out: Uint8Array): void {
    const { halves, octets } = this.memory
    const count = Math.min(halves[list] as number, MOST_BLOCKS)
    this.#shuffle(count)
    let at = to + (halves[list + 1] as number)
    for (let i = 0; i < count; i++) {
      const block = list + 1 + (this.#order[i] as number)
      const end = start + (halves[block + 1] as number)
      for (let from = start + (halves[block] as number); from < end; from++) out[at++] = octets[from] as number
    }
  }

  /** Puts the letters of the question where the reply repeats them. */
  #echo(list: number, { octets, nameOctets }: TableRequest, to: number, out: Uint8Array): void {
    const { halves } = this.memory
    const end = HEADER_OCTETS + nameOctets
    const count = halves[list] as number
    for (let i = list + 1; i <= list + 2 * count; i += 2) {
      let at = to + (halves[i] as number)
      for (let from = HEADER_OCTETS + (halves[i + 1] as number); from < end; from++) out[at++] = octets[from] as number
    }
  }

  /** As many addresses as fit, each with the name that was asked, or with a pointer to it where that does not fit. */
  #writeAddresses(entry: number, request: TableRequest, room: number, plainRoom: number, out: Uint8Array): number {
    const { words, octets } = this.memory
    const facts = words[entry + ENTRY.REPLY] as number
    const { nameOctets } = request
    const size = request.type === TYPE_A ? IPV4_OCTETS : IPV6_OCTETS
    const stored = ((words[entry + ENTRY.OCTETS] as number) >>> 16) - TTL_OCTETS
    const count = stored / size
    let at = HEADER_OCTETS + nameOctets + 4
    const isPlain = at + count * (nameOctets + FIXED_OCTETS + size) <= plainRoom
    const fitting = isPlain ? count : Math.floor((room - at) / (POINTER_OCTETS + FIXED_OCTETS + size))
    const written = Math.min(count, fitting)
    this.#writeQuestion(facts >>> 16, request, out)
    if (written < count) out[2] = (out[2] as number) | TRUNCATED
    writeCount(out, 6, written)
    writeCount(out, 8, 0)
    writeCount(out, 10, 0)
    if ((facts & TRAIT.ROTATES) !== 0) this.#shuffle(count)
    else this.#putInOrder(written)
    const ttl = nameOf(this.memory, entry) + nameOctets
    const first = ttl + TTL_OCTETS
    for (let i = 0; i < written; i++) {
      at = isPlain ? copyName(request, out, at) : writePointer(out, at)
      writeCount(out, at, request.type)
      writeCount(out, at + 2, 1)
      for (let j = 0; j < TTL_OCTETS; j++) out[at + 4 + j] = octets[ttl + j] as number
      writeCount(out, at + 8, size)
      at += FIXED_OCTETS
      const from = first + (this.#order[i] as number) * size
      for (let j = 0; j < size; j++) out[at + j] = octets[from + j] as number
      at += size
    }
    return at
  }

  /** Every order is equally likely (Fisher and Yates), and drawn as `rotate` draws it. */
  #shuffle(count: number): void {
    const order = this.#order
    this.#putInOrder(count)
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(this.random() * (i + 1))
      const held = order[i] as number
      order[i] = order[j] as number
      order[j] = held
    }
  }

  #putInOrder(count: number): void {
    for (let i = 0; i < count; i++) this.#order[i] = i
  }
}

function writeCount(out: Uint8Array, at: number, count: number): void {
  out[at] = count >>> 8
  out[at + 1] = count
}

function writePointer(out: Uint8Array, at: number): number {
  out[at] = POINTER_HIGH
  out[at + 1] = HEADER_OCTETS
  return at + POINTER_OCTETS
}

function copyName({ octets, nameOctets }: TableRequest, out: Uint8Array, at: number): number {
  for (let i = 0; i < nameOctets; i++) out[at + i] = octets[HEADER_OCTETS + i] as number
  return at + nameOctets
}
