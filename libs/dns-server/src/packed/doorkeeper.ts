/** Bits; two are set for each question. */
const BITS = 1 << 19
/** Then it forgets: with so many questions seen, one in twenty that is new passes for one seen before. */
const MOST_SEEN = 1 << 16

/**
 * Lets a question into the table when it comes for the second time. Names that do not exist are mostly asked once: kept, they
 * would push out what is asked again and again. A Bloom filter of 64 kB, emptied when it has seen 65536 questions.
 */
export class Doorkeeper {
  readonly #bits = new Uint8Array(BITS / 8)
  #seen = 0

  /** Whether a question with this hash has (most likely) come before. */
  admits(hash: number): boolean {
    const first = this.#mark(hash & (BITS - 1))
    const second = this.#mark((Math.imul(hash, 0x9e3779b1) >>> 15) & (BITS - 1))
    if (first && second) return true
    if (++this.#seen === MOST_SEEN) {
      this.#bits.fill(0)
      this.#seen = 0
    }
    return false
  }

  /** Sets a bit; gives what it was. */
  #mark(bit: number): boolean {
    const octet = this.#bits[bit >>> 3] as number
    const mask = 1 << (bit & 7)
    this.#bits[bit >>> 3] = octet | mask
    return (octet & mask) !== 0
  }
}
