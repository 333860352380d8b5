interface Slot<V> {
  readonly value: V
  isUsed: boolean
}

/**
 * A map of bounded size. What has to go is the oldest entry that was not looked at since its last turn (the "clock" approximation
 * of least recently used): a look-up only sets a bit.
 */
export class ClockMap<K, V> {
  readonly #slots = new Map<K, Slot<V>>()

  constructor(
    private readonly capacity: number,
    private readonly onEvicted: (value: V) => void,
  ) {}

  get size(): number {
    return this.#slots.size
  }

  get(key: K): V | undefined {
    const slot = this.#slots.get(key)
    if (slot === undefined) return undefined
    slot.isUsed = true
    return slot.value
  }

  /** Takes a value in, in place of the one under this key, which is given back. */
  set(key: K, value: V): V | undefined {
    const before = this.delete(key)
    while (this.#slots.size >= this.capacity && this.evict()) continue
    if (this.capacity > 0) this.#slots.set(key, { value, isUsed: false })
    return before
  }

  delete(key: K): V | undefined {
    const slot = this.#slots.get(key)
    this.#slots.delete(key)
    return slot?.value
  }

  /** Gives one entry up; false when there is none. */
  evict(): boolean {
    for (const [key, slot] of this.#slots) {
      this.#slots.delete(key)
      if (!slot.isUsed) {
        this.onEvicted(slot.value)
        return true
      }
      slot.isUsed = false
      this.#slots.set(key, slot)
    }
    return false
  }
}
