const GOLDEN_RATIO = 0x9e3779b9
const TWO_TO_32 = 0x1_0000_0000

/** Scrambles 32 bits so that neighbouring inputs give unrelated outputs (the closing step of MurmurHash3). */
function scramble(bits: number): number {
  let mixed = bits | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** One unsigned 32-bit number for a seed and a place: the same on every machine, whatever was drawn before. */
export function hashOf(seed: number, ...place: readonly number[]): number {
  return place.reduce((hash, part) => scramble(hash + Math.imul(part + 1, GOLDEN_RATIO)), scramble(seed))
}

/** Random numbers from a seed: 32 bits of state, plenty for test data, and the same on every machine. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = scramble(seed)
  }

  /** An integer from 0 up to and without `limit` (at most 2^32). */
  int(limit: number): number {
    this.#state = (this.#state + GOLDEN_RATIO) | 0
    return Math.floor((scramble(this.#state) / TWO_TO_32) * limit)
  }

  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.int(TWO_TO_32) < probability * TWO_TO_32
  }

  /** One item of a list that has at least one. */
  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)] as T
  }

  /** Some of the items, in their order, each with this probability. */
  some<T>(items: readonly T[], probability: number): T[] {
    return items.filter(() => this.chance(probability))
  }
}
