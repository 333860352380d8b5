/** The word nearest in spelling, at most two changes away; `undefined` when none is that near. */
export function nearestWord(word: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined
  let least = 3
  for (const candidate of candidates) {
    const distance = Math.abs(candidate.length - word.length) < least ? editDistance(word, candidate) : least
    if (distance < least && distance < candidate.length) {
      nearest = candidate
      least = distance
    }
  }
  return nearest
}

/** How many letters must be added, taken off or replaced to make one word of the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[to.length] as number
}
