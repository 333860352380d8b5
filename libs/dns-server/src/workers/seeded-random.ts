/** Numbers from 0 up to and without 1 (xorshift32), for the order of records: every thread draws its own. `seed` must not be 0. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 0x1_0000_0000
  }
}
