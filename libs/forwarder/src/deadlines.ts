import type { Clock } from './clock.js'

/** How often deadlines are looked at, in milliseconds: a timer of its own for each question would cost more than its answer. */
const SWEEP = 50

/** Calls off what takes too long. No timer runs while nothing waits. */
export class Deadlines {
  readonly #waiting = new Map<object, { readonly due: number; readonly expire: () => void }>()
  #stop: (() => void) | undefined

  constructor(private readonly clock: Clock) {}

  /** Calls `expire` after so many milliseconds, at most 50 later, unless the function returned is called before. */
  add(milliseconds: number, expire: () => void): () => void {
    const key = {}
    this.#waiting.set(key, { due: this.clock.now() + milliseconds, expire })
    this.#stop ??= this.clock.every(SWEEP, () => this.#sweep())
    return () => {
      this.#waiting.delete(key)
    }
  }

  /** Forgets all, without calling anything. */
  clear(): void {
    this.#waiting.clear()
    this.#rest()
  }

  #sweep(): void {
    const now = this.clock.now()
    for (const [key, { due, expire }] of this.#waiting) {
      if (due > now) continue
      this.#waiting.delete(key)
      expire()
    }
    if (this.#waiting.size === 0) this.#rest()
  }

  #rest(): void {
    this.#stop?.()
    this.#stop = undefined
  }
}
