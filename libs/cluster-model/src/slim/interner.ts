/**
 * Makes equal values one frozen object. In a large cluster thousands of pods have the same labels, spec and owner: kept once,
 * they cost a pointer each. Two generations bound the memory: when the younger one is full it becomes the older one, and what
 * is asked for again moves back.
 */
export class Interner {
  readonly #values: TwoGenerations<unknown>
  readonly #texts: TwoGenerations<string>

  /** @param capacity Values (and as many texts) in each of the two generations. */
  constructor(capacity = 16_384) {
    this.#values = new TwoGenerations(capacity)
    this.#texts = new TwoGenerations(capacity)
  }

  /**
   * The shared object equal to this JSON-able value. The key is its JSON text, which is canonical because slim objects are built
   * in one order of fields and string maps have sorted keys.
   */
  share<T extends object>(value: T): T
  share<T extends object>(value: T | undefined): T | undefined
  share<T extends object>(value: T | undefined): T | undefined {
    if (value === undefined) return undefined
    const key = JSON.stringify(value)
    const known = this.#values.get(key)
    if (known !== undefined) return known as T
    this.#values.set(key, freeze(value))
    return value
  }

  /** The shared string equal to this one: namespaces and node names are parsed anew with each object. */
  text(text: string): string
  text(text: string | undefined): string | undefined
  text(text: string | undefined): string | undefined {
    if (text === undefined) return undefined
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    this.#texts.set(text, text)
    return text
  }
}

class TwoGenerations<V> {
  #young = new Map<string, V>()
  #old = new Map<string, V>()

  constructor(private readonly capacity: number) {}

  get(key: string): V | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.capacity) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) freeze(part as object)
  return Object.freeze(value)
}
