import type { RandomNumber } from '../rotation.js'
import type { Way } from '../served-counts.js'
import { clampedSize, largestPlainReply, largestReply, OPT_OCTETS } from './reply-room.js'
import { ReplyWriter } from './reply-writer.js'
import {
  BUCKET_PLACES,
  ENTRY,
  ENTRY_WORDS,
  HEADER,
  nameOf,
  PLACE_BITS,
  PLACE_MASK,
  TRAIT,
  type TableMemory,
} from './table-memory.js'
import type { TableRequest } from './table-request.js'

/** The writer is at work for a microsecond or two: who meets it twice had better let the slow path answer. */
const ATTEMPTS = 3

/** Answers requests from the packed table: in any thread, without locks, and without allocating anything. */
export class TableReader {
  readonly #writer: ReplyWriter
  /** A word of this thread alone. */
  readonly #fence = new Int32Array(new SharedArrayBuffer(4))
  /** Of the last reply, for the metrics: the zone's number, and the response code. */
  zone = 0
  rcode = 0

  constructor(
    private readonly memory: TableMemory,
    random: RandomNumber,
  ) {
    this.#writer = new ReplyWriter(memory, random)
  }

  /**
   * Writes the reply to a request that was read into `out`, which must have room for 65535 octets over TCP, and for as many as the
   * client takes over UDP. Gives its length; 0 when the table has no reply: the slow path knows.
   */
  reply(request: TableRequest, way: Way, out: Uint8Array): number {
    const { words } = this.memory
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const sequence = Atomics.load(words, HEADER.SEQUENCE)
      if ((sequence & 1) !== 0) continue
      const length = this.#attempt(request, way, out)
      // Loads may not move beyond this point. A load alone would not hold them back on every processor (arm64).
      Atomics.add(this.#fence, 0, 1)
      if (Atomics.load(words, HEADER.SEQUENCE) === sequence) return length
    }
    return 0
  }

  #attempt(request: TableRequest, way: Way, out: Uint8Array): number {
    const { words } = this.memory
    if (request.hasOptions && words[HEADER.ECHOES_OPTIONS] !== 0) return 0
    const bucket = this.memory.bucketOf(request.hash)
    const tag = request.hash >>> PLACE_BITS
    for (let i = bucket; i < bucket + BUCKET_PLACES; i++) {
      const place = words[i] as number
      if (place === 0 || place >>> PLACE_BITS !== tag) continue
      const entry = place & PLACE_MASK
      if (!this.#isFor(entry, request) || !isAlive(this.memory, entry)) continue
      const length = this.#write(entry, request, way, out)
      if (length > 0) return length
    }
    return 0
  }

  #isFor(entry: number, request: TableRequest): boolean {
    const { memory } = this
    if (memory.words[entry + ENTRY.HASH] !== request.hash) return false
    const key = memory.words[entry + ENTRY.KEY] as number
    if (key >>> 16 !== request.type || ((key >>> 8) & 0xff) !== request.nameOctets) return false
    const start = nameOf(memory, entry)
    for (let i = 0; i < request.nameOctets; i++) if (memory.octets[start + i] !== request.name[i]) return false
    return true
  }

  #write(entry: number, request: TableRequest, way: Way, out: Uint8Array): number {
    const { words } = this.memory
    const facts = words[entry + ENTRY.REPLY] as number
    if (request.hasCapitals && (facts & TRAIT.ECHOES) === 0) return 0
    const udpSize = clampedSize(request.udpSize, (words[entry + ENTRY.LIMITS] as number) >>> 16)
    const limit = largestReply(way, udpSize)
    const opt = request.hasEdns ? OPT_OCTETS : 0
    const length = this.#writer.write(entry, request, limit - opt, largestPlainReply(way, limit) - opt, out)
    if (length === 0) return 0
    this.zone = (facts >>> 8) & 0xff
    this.rcode = (facts >>> 16) & 0xf
    return opt === 0 ? length : this.#writer.writeOpt(request, udpSize, length, out)
  }
}

/** Whether nothing that an entry rests on has changed since it was made. */
export function isAlive({ words, halves, dependencies }: TableMemory, entry: number): boolean {
  const born = words[entry + ENTRY.BORN] as number
  if (born < (words[HEADER.OLDEST] as number)) return false
  const first = 2 * (entry + ENTRY_WORDS)
  const count = (words[entry + ENTRY.KEY] as number) & 0xff
  for (let i = first; i < first + count; i++) {
    if ((words[dependencies + (halves[i] as number)] as number) > born) return false
  }
  return true
}
