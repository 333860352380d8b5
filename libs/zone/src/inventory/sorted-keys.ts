/** What `sortedKeys` needs of a persistent map: it never changes, so its order can be kept beside it. */
interface KeyedMap {
  keys(): Iterable<string>
}

const sorted = new WeakMap<KeyedMap, readonly string[]>()

/** The keys in order, by code unit. Worked out once a map: the maps of a view share what did not change. */
export function sortedKeys(map: KeyedMap): readonly string[] {
  let keys = sorted.get(map)
  if (keys === undefined) {
    keys = [...map.keys()].toSorted()
    sorted.set(map, keys)
  }
  return keys
}

/** The place of the first key that is not less than the text. */
export function firstFrom(keys: readonly string[], text: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] as string) < text) low = middle + 1
    else high = middle
  }
  return low
}
