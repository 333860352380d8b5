import { sameValue, type Endpoint } from '#libs/cluster-model'

/** An endpoint and its place in the list, from 0. */
export type PlacedEndpoint = readonly [place: number, endpoint: Endpoint]

/**
 * How one list of endpoints became another: take the removed ones from their places in the old list, then put the added ones at
 * their places in the new list. What stays keeps its order, so both lists are reproduced exactly, in either direction.
 * A changed endpoint is removed and added, a moved one too.
 */
export interface EndpointDifference {
  /** Ascending places in the list before. */
  readonly removed: readonly PlacedEndpoint[]
  /** Ascending places in the list after. */
  readonly added: readonly PlacedEndpoint[]
}

/** The smallest difference of two lists of endpoints. */
export function endpointDifference(before: readonly Endpoint[], after: readonly Endpoint[]): EndpointDifference {
  // What both ends share, most of the list as a rule, needs no closer look.
  let start = 0
  while (start < before.length && start < after.length && sameEndpoint(before[start]!, after[start]!)) start++
  let tail = 0
  const most = Math.min(before.length, after.length) - start
  while (tail < most && sameEndpoint(before.at(-1 - tail)!, after.at(-1 - tail)!)) tail++

  const kept = keptPairs(before.slice(start, before.length - tail), after.slice(start, after.length - tail))
  return {
    removed: placed(before, start, tail, new Set(kept.map(([old]) => old))),
    added: placed(after, start, tail, new Set(kept.map(([, place]) => place))),
  }
}

/** The list after the difference, or `undefined` when the list given is not the one that it was made from. */
export function applyDifference(
  before: readonly Endpoint[],
  { removed, added }: EndpointDifference,
): readonly Endpoint[] | undefined {
  if (removed.some(([place, endpoint]) => !sameValue(before[place], endpoint))) return undefined
  const gone = new Set(removed.map(([place]) => place))
  const staying = before.filter((_, place) => !gone.has(place))
  const after: Endpoint[] = []
  let taken = 0
  for (const [place, endpoint] of added) {
    while (after.length < place && taken < staying.length) after.push(staying[taken++]!)
    if (after.length !== place) return undefined
    after.push(endpoint)
  }
  return after.concat(staying.slice(taken))
}

/** The difference the other way round. */
export function reversed({ removed, added }: EndpointDifference): EndpointDifference {
  return { removed: added, added: removed }
}

function placed(
  list: readonly Endpoint[],
  start: number,
  tail: number,
  kept: ReadonlySet<number>,
): readonly PlacedEndpoint[] {
  const out: PlacedEndpoint[] = []
  for (let place = start; place < list.length - tail; place++) {
    if (!kept.has(place - start)) out.push([place, list[place]!])
  }
  return out
}

/** Pairs of places, ascending on both sides, of equal endpoints: as many as there can be without changing their order. */
function keptPairs(before: readonly Endpoint[], after: readonly Endpoint[]): [number, number][] {
  if (before.length === 0 || after.length === 0) return []
  const places = new Map<string, number[]>()
  for (const [place, endpoint] of after.entries()) {
    const text = addressText(endpoint)
    const candidates = places.get(text)
    if (candidates === undefined) places.set(text, [place])
    else candidates.push(place)
  }
  const pairs: [number, number][] = []
  for (const [place, endpoint] of before.entries()) {
    const candidates = places.get(addressText(endpoint)) ?? []
    const chosen = candidates.findIndex((candidate) => sameEndpoint(endpoint, after[candidate]!))
    if (chosen >= 0) pairs.push([place, candidates.splice(chosen, 1)[0]!])
  }
  return longestAscending(pairs)
}

/** The longest run of pairs, in the order given, whose second places ascend (patience sorting, n log n). */
function longestAscending(pairs: readonly [number, number][]): [number, number][] {
  const ends: number[] = []
  const previous: number[] = []
  for (const [i, [, place]] of pairs.entries()) {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[ends[middle]!]![1] < place) low = middle + 1
      else high = middle
    }
    previous.push(low === 0 ? -1 : ends[low - 1]!)
    ends[low] = i
  }
  const run: [number, number][] = []
  for (let i = ends.at(-1) ?? -1; i >= 0; i = previous[i]!) run.push(pairs[i]!)
  return run.reverse()
}

/** Objects that did not change are shared between two states, so identity settles most comparisons. */
function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a === b || sameValue(a, b)
}

/** Equal for equal endpoints, and as a rule for no others. */
function addressText({ addresses }: Endpoint): string {
  return addresses.length === 1 ? addresses[0]! : addresses.join(' ')
}
