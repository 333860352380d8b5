/** Beyond two slips of the finger it is another word. */
const MOST_SLIPS = 2

/** The word among these that is nearest to the one written, at most two slips away (and fewer for short words). */
export function nearestSpelling(written: string, words: Iterable<string>): string | undefined {
  const limit = Math.min(MOST_SLIPS, Math.floor(written.length / 3))
  let nearest: string | undefined
  let fewest = limit + 1
  for (const word of words) {
    if (Math.abs(word.length - written.length) > fewest) continue
    const slips = slipsBetween(written, word, fewest)
    if (slips < fewest || (slips === fewest && nearest !== undefined && word < nearest)) {
      fewest = slips
      nearest = word
    }
  }
  return fewest > limit ? undefined : nearest
}

/** Letters added, left out, changed or swapped with their neighbour (optimal string alignment), counted up to `limit`. */
function slipsBetween(a: string, b: string, limit: number): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] as number) + 1)
      }
      row.push(cost)
    }
    if (Math.min(...row) > limit) return limit + 1
    beforeLast = last
    last = row
  }
  return last[b.length] as number
}
