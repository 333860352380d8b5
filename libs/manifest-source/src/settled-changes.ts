/** However many touches follow each other, one wait ends after at most this many quiet times. */
const LONGEST_WAIT = 20

/**
 * Turns a burst of touches into one: an editor's save, a checkout, a sync tool each touch many files many times. Waiting ends
 * when nothing has happened for a while, or the burst lasts too long.
 */
export class SettledChanges {
  #quiet: NodeJS.Timeout | undefined
  #longest: NodeJS.Timeout | undefined
  #isSettled = false
  #wake: (() => void) | undefined

  /** @param quietMs How long nothing must have happened, in milliseconds. */
  constructor(private readonly quietMs: number) {}

  touch(): void {
    clearTimeout(this.#quiet)
    this.#quiet = setTimeout(() => this.#settle(), this.quietMs)
    this.#longest ??= setTimeout(() => this.#settle(), this.quietMs * LONGEST_WAIT)
  }

  /** Resolves after the next burst; one that ended before the call counts. Resolves at once when the signal is aborted. */
  async next(signal: AbortSignal): Promise<void> {
    if (!this.#isSettled && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const wake = () => resolve()
      this.#wake = wake
      signal.addEventListener('abort', wake)
      await promise
      signal.removeEventListener('abort', wake)
    }
    this.#isSettled = false
    this.#wake = undefined
  }

  close(): void {
    clearTimeout(this.#quiet)
    clearTimeout(this.#longest)
  }

  #settle(): void {
    this.close()
    this.#longest = undefined
    this.#isSettled = true
    this.#wake?.()
  }
}
