import { fingerprint, isIdentical } from './fingerprint.js'

/**
 * Makes equal values one frozen object. In a large cluster thousands of pods have the same labels, spec and owner: kept once,
 * they cost a pointer each. Two generations bound the memory: when the younger one is full it becomes the older one, and what
 * is asked for again moves back.
 */
export class Interner {
  readonly #values: TwoGenerations<number, object>
  readonly #texts: TwoGenerations<string, string>

  /** @param capacity Values (and as many texts) in each of the two generations. */
  constructor(capacity = 16_384) {
    this.#values = new TwoGenerations(capacity)
    this.#texts = new TwoGenerations(capacity)
  }

  /**
   * The shared object with the same JSON text as this JSON-able value. Equal values have equal texts, because slim objects are
   * built in one order of fields and string maps have sorted keys. Of two values with one fingerprint the later stays: a
   * collision costs memory, never a wrong value, and never time.
   */
  share<T extends object>(value: T): T
  share<T extends object>(value: T | undefined): T | undefined
  share<T extends object>(value: T | undefined): T | undefined {
    if (value === undefined) return undefined
    const key = fingerprint(value)
    const known = this.#values.get(key)
    if (known !== undefined && isIdentical(known, value)) return known as T
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

class TwoGenerations<K, V> {
  #young = new Map<K, V>()
  #old = new Map<K, V>()

  constructor(private readonly capacity: number) {}

  get(key: K): V | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: K, value: V): void {
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
