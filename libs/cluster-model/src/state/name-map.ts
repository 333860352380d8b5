import { nameHash } from './name-hash.js'
import { NO_NAMES, pairsIn, valueIn, withName, withoutName, type Node, type Owner } from './name-map-node.js'

/**
 * A persistent map by names: the next map shares with the one before what did not change, and that one stays as it is. It holds
 * objects only, so that `undefined` always means a name that is missing. Equal contents are walked in the same order, which says
 * nothing to a reader: whoever shows them sorts.
 */
export class NameMap<V extends object> implements Iterable<[string, V]> {
  /** Present in a draft: a map that is changed in place and belongs to one writer. */
  #owner: Owner | undefined
  /** The map that a draft began with, and that it gives back when nothing was changed. */
  #base: NameMap<V> | undefined
  #root: Node
  #size: number

  private constructor(root: Node, size: number, base?: NameMap<V>) {
    this.#root = root
    this.#size = size
    this.#base = base
    this.#owner = base && {}
  }

  static readonly #EMPTY = new NameMap<never>(NO_NAMES, 0)

  static of<V extends object>(entries: Iterable<readonly [string, V]> = []): NameMap<V> {
    const empty: NameMap<V> = NameMap.#EMPTY
    return empty.withMutations((map) => {
      for (const [name, value] of entries) map.set(name, value)
    })
  }

  get size(): number {
    return this.#size
  }

  get(name: string): V | undefined {
    return valueIn(this.#root, nameHash(name), name) as V | undefined
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  /** The map with this value; a draft itself, changed. */
  set(name: string, value: V): NameMap<V> {
    const hash = nameHash(name)
    const before = valueIn(this.#root, hash, name)
    if (before === value) return this
    const root = withName(this.#root, this.#owner, 0, hash, name, value)
    return this.#changed(root, before === undefined ? this.#size + 1 : this.#size)
  }

  /** The map without the name; a draft itself, changed. */
  delete(name: string): NameMap<V> {
    const hash = nameHash(name)
    if (valueIn(this.#root, hash, name) === undefined) return this
    return this.#changed(withoutName(this.#root, this.#owner, 0, hash, name), this.#size - 1)
  }

  /** A draft of the next map, to be changed by one writer and closed with `asImmutable`. */
  asMutable(): NameMap<V> {
    return this.#owner === undefined ? new NameMap(this.#root, this.#size, this) : this
  }

  /** Closes a draft: the map that it has become, or the one that it began with when nothing was changed. */
  asImmutable(): NameMap<V> {
    const base = this.#base
    this.#owner = undefined
    this.#base = undefined
    return base !== undefined && base.#root === this.#root ? base : this
  }

  /** The map after all that `change` does to a draft of it. */
  withMutations(change: (draft: NameMap<V>) => void): NameMap<V> {
    const draft = this.asMutable()
    change(draft)
    return draft.asImmutable()
  }

  *keys(): Generator<string> {
    for (const [name] of pairsIn(this.#root)) yield name
  }

  *values(): Generator<V> {
    for (const [, value] of pairsIn(this.#root)) yield value as V
  }

  entries(): Generator<[string, V]> {
    return pairsIn(this.#root) as Generator<[string, V]>
  }

  [Symbol.iterator](): Generator<[string, V]> {
    return this.entries()
  }

  #changed(root: Node, size: number): NameMap<V> {
    if (this.#owner === undefined) return size === 0 ? NameMap.#EMPTY : new NameMap(root, size)
    this.#root = root
    this.#size = size
    return this
  }
}
