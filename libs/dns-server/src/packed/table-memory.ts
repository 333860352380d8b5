/**
 * The packed answer table's memory: one SharedArrayBuffer, written by the main thread alone and read by every thread. Everything
 * in it is counted in words of four octets.
 *
 *   header | last commit of each dependency | buckets of entry places | arena of entries, a ring
 */
export const HEADER = {
  /** Odd while the table is being written. What was read between two equal even values is whole. */
  SEQUENCE: 0,
  /** Entries of commits before this one are void, whatever they rest on. */
  OLDEST: 1,
  /** The SOA serials of the present view: they move with nearly every commit, so they are not kept in the entries. */
  SERIALS: 2,
  /** 1 where options of the client are sent back, so that a request with any can't be answered from here. */
  ECHOES_OPTIONS: 4,
} as const
const HEADER_WORDS = 16

/** How many groups names, Services and addresses fall into. Two that share a group only void each other's entries needlessly. */
export const DEPENDENCY_GROUPS = 1 << 16
/** Stands for every object: bumped by each commit that changes any. */
export const EVERYTHING = 0

export const BUCKET_PLACES = 8
/** A place in a bucket: the entry's first word in the low bits, bits of its hash above them; 0 is empty. */
export const PLACE_BITS = 22
export const PLACE_MASK = (1 << PLACE_BITS) - 1

/** The words of an entry. Behind them: dependencies and lists in half words, the name's octets, the body's octets. */
export const ENTRY = {
  HASH: 0,
  /** In words, these included. */
  SIZE: 1,
  /** The commit that it was made of. */
  BORN: 2,
  /** Type (16 bits), octets of the name (8), number of dependencies (8). */
  KEY: 3,
  /** Flags and code of the reply's header (16), zone of the metrics (8), traits (8). */
  REPLY: 4,
  /** The largest UDP answer, 0 for any (16); where in the body the SOA serial stands, 0 for nowhere (16). */
  LIMITS: 5,
  /** Records in the answer (16) and authority (16) sections. */
  COUNTS: 6,
  /** Records in the additional section (16), half words of the lists (16). */
  MORE: 7,
  /** Octets of the body (16); of the whole reply if nothing is compressed or left out, without OPT (16). */
  OCTETS: 8,
  /** For a reply that was cut: the room it was cut for, compressed (16) and uncompressed (16). */
  ROOMS: 9,
} as const
export const ENTRY_WORDS = 10

/** What is special about an entry. */
export const TRAIT = {
  /** The body is a TTL and bare addresses, all of the name that was asked; else it is all that follows the question. */
  ADDRESSES: 1,
  /** The addresses change places (`loadbalance`). */
  ROTATES: 2,
  /** It is known where the reply repeats the letters of the question: questions in any letters can be answered. */
  ECHOES: 4,
  /** The answer depends on the letters of the question: only one in lower case can be answered. */
  LOWER_CASE_ONLY: 8,
  /** The serial is that of the multicluster zones. */
  MULTICLUSTER: 16,
  COMPRESSED: 32,
  CUT: 64,
} as const

/** How large a table is. */
export interface TableSize {
  /** Octets of the arena, a multiple of four, at most 16 MiB. */
  readonly arena: number
  /** A power of two; each bucket holds eight entries. */
  readonly buckets: number
}

export const DEFAULT_SIZE: TableSize = { arena: 1 << 23, buckets: 1 << 14 }

/** A thread's view of the table. */
export class TableMemory {
  readonly words: Int32Array
  readonly halves: Uint16Array
  readonly octets: Uint8Array
  /** The first word of each part. */
  readonly dependencies = HEADER_WORDS
  readonly buckets = HEADER_WORDS + DEPENDENCY_GROUPS
  readonly arena: number

  constructor(
    readonly buffer: SharedArrayBuffer,
    readonly size: TableSize,
  ) {
    this.words = new Int32Array(buffer)
    this.halves = new Uint16Array(buffer)
    this.octets = new Uint8Array(buffer)
    this.arena = this.buckets + size.buckets * BUCKET_PLACES
  }

  /** Pages that are never written take no memory. */
  static create(size: TableSize = DEFAULT_SIZE): TableMemory {
    const words = HEADER_WORDS + DEPENDENCY_GROUPS + size.buckets * BUCKET_PLACES + size.arena / 4
    return new TableMemory(new SharedArrayBuffer(words * 4), size)
  }

  /** The first word of the bucket for a hash. */
  bucketOf(hash: number): number {
    return this.buckets + (hash & (this.size.buckets - 1)) * BUCKET_PLACES
  }
}

/** The half word where an entry's lists begin. */
export function listsOf({ words }: TableMemory, entry: number): number {
  return 2 * (entry + ENTRY_WORDS) + ((words[entry + ENTRY.KEY] as number) & 0xff)
}

/** The octet where an entry's name begins. */
export function nameOf(memory: TableMemory, entry: number): number {
  return 2 * (listsOf(memory, entry) + ((memory.words[entry + ENTRY.MORE] as number) & 0xffff))
}
