import type { Serials } from '#libs/cluster-model'
import type { PackedEntry } from './packed-entry.js'
import { isAlive } from './table-reader.js'
import {
  BUCKET_PLACES,
  ENTRY,
  ENTRY_WORDS,
  EVERYTHING,
  HEADER,
  nameOf,
  PLACE_BITS,
  PLACE_MASK,
  TRAIT,
  type TableMemory,
} from './table-memory.js'
import type { TableRequest } from './table-request.js'

/** In an entry that only fills the end of the ring. */
const FILLER_HASH = 0
const VARIANT = TRAIT.COMPRESSED | TRAIT.CUT

/**
 * The one writer of the table. Entries stand behind each other in a ring: a new one takes the place of the oldest. A commit
 * touches no entry; it notes its number at what it changed, and whoever reads an entry compares.
 */
export class TableWriter {
  #commit = 0
  /** Words from the start of the arena. */
  #head = 0
  #tail = 0
  /** Entries, fillers included, between tail and head. */
  #count = 0
  readonly #arenaWords: number

  constructor(readonly memory: TableMemory) {
    this.#arenaWords = memory.size.arena / 4
  }

  /** Starts anew: nothing kept so far is right any more. */
  dropAll(serials: Serials, echoesOptions: boolean): void {
    this.#write(() => {
      const { words } = this.memory
      words[HEADER.OLDEST] = ++this.#commit
      words[HEADER.ECHOES_OPTIONS] = echoesOptions ? 1 : 0
      this.#setSerials(serials)
    })
  }

  /** Takes a commit in: voids what rests on these groups of dependencies, and all that rests on everything. */
  advance(groups: Iterable<number>, serials: Serials): void {
    this.#write(() => {
      const { words, dependencies } = this.memory
      const commit = ++this.#commit
      words[dependencies + EVERYTHING] = commit
      for (const group of groups) words[dependencies + group] = commit
      this.#setSerials(serials)
    })
  }

  /** Puts an entry that was made of the present view in; in place of a former one for the same requests. */
  insert(entry: PackedEntry): void {
    const halves = entry.dependencies.length + entry.lists.length
    const words = ENTRY_WORDS + Math.ceil((2 * halves + entry.name.length + entry.body.length) / 4)
    if (words > this.#arenaWords) return
    this.#write(() => {
      const at = this.#makeRoom(words)
      this.#fill(at, words, entry)
      this.memory.words[this.#placeFor(at, entry)] = ((entry.hash >>> PLACE_BITS) << PLACE_BITS) | at
    })
  }

  /** An entry for this name and type, whatever its variant; 0 without one. */
  find({ hash, name, nameOctets }: TableRequest): number {
    const bucket = this.memory.bucketOf(hash)
    for (let i = bucket; i < bucket + BUCKET_PLACES; i++) {
      const entry = (this.memory.words[i] as number) & PLACE_MASK
      if (entry !== 0 && this.#hasKey(entry, hash, name, nameOctets)) return entry
    }
    return 0
  }

  /** Whether an entry is in force, and can't answer questions with capitals. */
  answersLowerCaseOnly(entry: number): boolean {
    const traits = this.memory.words[entry + ENTRY.REPLY] as number
    return (traits & TRAIT.LOWER_CASE_ONLY) !== 0 && isAlive(this.memory, entry)
  }

  #write(work: () => void): void {
    const { words } = this.memory
    const odd = (words[HEADER.SEQUENCE] as number) | 1
    Atomics.store(words, HEADER.SEQUENCE, odd)
    // Nothing of the work may be seen before the odd number: a store alone lets later ones pass it (arm64), a load behind it not.
    Atomics.load(words, HEADER.SEQUENCE)
    work()
    Atomics.store(words, HEADER.SEQUENCE, (odd + 1) | 0)
  }

  #setSerials({ cluster, multicluster }: Serials): void {
    this.memory.words[HEADER.SERIALS] = cluster
    this.memory.words[HEADER.SERIALS + 1] = multicluster
  }

  /** The first of so many words in a row, freed of old entries. */
  #makeRoom(words: number): number {
    const { memory } = this
    if (this.#head + words > this.#arenaWords) {
      const left = this.#arenaWords - this.#head
      this.#free(left)
      if (left > ENTRY.SIZE) {
        memory.words[memory.arena + this.#head + ENTRY.HASH] = FILLER_HASH
        memory.words[memory.arena + this.#head + ENTRY.SIZE] = left
      }
      if (left > 0) this.#count++
      this.#head = 0
    }
    this.#free(words)
    const at = this.#head
    this.#head += words
    this.#count++
    return memory.arena + at
  }

  /** Takes the oldest entries away until so many words behind the head are free. */
  #free(words: number): void {
    while (this.#count > 0 && this.#tail >= this.#head && this.#tail < this.#head + words) {
      const left = this.#arenaWords - this.#tail
      const size = left > ENTRY.SIZE ? (this.memory.words[this.memory.arena + this.#tail + ENTRY.SIZE] as number) : left
      if (left > ENTRY.SIZE) this.#forget(this.memory.arena + this.#tail)
      this.#tail = size >= left ? 0 : this.#tail + size
      this.#count--
    }
    if (this.#count === 0) this.#tail = this.#head
  }

  #forget(entry: number): void {
    const { words } = this.memory
    const bucket = this.memory.bucketOf(words[entry + ENTRY.HASH] as number)
    for (let i = bucket; i < bucket + BUCKET_PLACES; i++) {
      if (((words[i] as number) & PLACE_MASK) === entry) words[i] = 0
    }
  }

  #fill(at: number, size: number, entry: PackedEntry): void {
    const { words, halves, octets } = this.memory
    words[at + ENTRY.HASH] = entry.hash
    words[at + ENTRY.SIZE] = size
    words[at + ENTRY.BORN] = this.#commit
    words[at + ENTRY.KEY] = (entry.type << 16) | (entry.name.length << 8) | entry.dependencies.length
    words[at + ENTRY.REPLY] = (entry.flags << 16) | (entry.zone << 8) | entry.traits
    words[at + ENTRY.LIMITS] = (entry.maxSize << 16) | entry.serialAt
    words[at + ENTRY.COUNTS] = (entry.counts[0] << 16) | entry.counts[1]
    words[at + ENTRY.MORE] = (entry.counts[2] << 16) | entry.lists.length
    words[at + ENTRY.OCTETS] = (entry.body.length << 16) | entry.plainOctets
    words[at + ENTRY.ROOMS] = (entry.room << 16) | entry.plainRoom
    let half = 2 * (at + ENTRY_WORDS)
    halves.set(entry.dependencies, half)
    half += entry.dependencies.length
    halves.set(entry.lists, half)
    const name = 2 * (half + entry.lists.length)
    octets.set(entry.name, name)
    octets.set(entry.body, name + entry.name.length)
  }

  /** The place of a former entry for the same requests, else a free one, else that of a dead or the oldest entry. */
  #placeFor(at: number, entry: PackedEntry): number {
    const { words } = this.memory
    const bucket = this.memory.bucketOf(entry.hash)
    let chosen = bucket
    let best = -1
    for (let i = bucket; i < bucket + BUCKET_PLACES; i++) {
      const held = (words[i] as number) & PLACE_MASK
      const rank = this.#rank(held, at, entry)
      if (rank > best) {
        best = rank
        chosen = i
      }
    }
    return chosen
  }

  /** How gladly a place is given up. */
  #rank(held: number, at: number, entry: PackedEntry): number {
    if (held === 0) return this.#arenaWords + 2
    if (this.#hasKey(held, entry.hash, entry.name, entry.name.length) && this.#isSameVariant(held, entry))
      return this.#arenaWords + 3
    if (!isAlive(this.memory, held)) return this.#arenaWords + 1
    // How far behind the new entry it stands in the ring: how old it is.
    return (at - held + this.#arenaWords) % this.#arenaWords
  }

  /** Equal hashes of equal names are of equal types. */
  #hasKey(held: number, hash: number, name: Uint8Array, nameOctets: number): boolean {
    const { words, octets } = this.memory
    if (words[held + ENTRY.HASH] !== hash || (((words[held + ENTRY.KEY] as number) >>> 8) & 0xff) !== nameOctets)
      return false
    const start = nameOf(this.memory, held)
    for (let i = 0; i < nameOctets; i++) if (octets[start + i] !== name[i]) return false
    return true
  }

  /** A former entry that is dead, or made for the same room, has no use beside the new one. */
  #isSameVariant(held: number, entry: PackedEntry): boolean {
    if (!isAlive(this.memory, held)) return true
    const traits = (this.memory.words[held + ENTRY.REPLY] as number) & VARIANT
    if (traits !== (entry.traits & VARIANT)) return false
    const rooms = (entry.room << 16) | entry.plainRoom
    return (traits & TRAIT.CUT) === 0 || this.memory.words[held + ENTRY.ROOMS] === rooms
  }
}
