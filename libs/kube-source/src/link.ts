import type { ApiClient } from './api-client.js'

/** Milliseconds of silence on all watches after which the server is asked whether it is there. */
const QUIET = 15_000
/** Unanswered probes after which the connections count as dead. */
const MOST_UNANSWERED = 2

/**
 * Watches over connections that are half open: the server's machine acknowledges, but nobody answers (a paused process, a lost
 * peer behind a proxy). A watch alone would notice only when bookmarks fail to come, after more than a minute.
 */
export class Link {
  #lastHeard: number
  #unanswered = 0
  #isProbing = false
  #connections = new AbortController()

  constructor(
    private readonly client: ApiClient,
    private readonly now: () => number,
    private readonly quiet = QUIET,
  ) {
    this.#lastHeard = now()
  }

  /** Aborts when the connections made under it are dead. */
  get signal(): AbortSignal {
    return this.#connections.signal
  }

  /** Something came from the server. */
  heard(): void {
    this.#lastHeard = this.now()
    this.#unanswered = 0
  }

  /** Runs until the signal aborts. */
  watch(signal: AbortSignal): void {
    const timer = setInterval(() => {
      if (!this.#isProbing && this.now() - this.#lastHeard >= this.quiet) this.#probe(signal).catch(() => undefined)
    }, this.quiet / 3)
    signal.addEventListener('abort', () => clearInterval(timer), { once: true })
  }

  async #probe(signal: AbortSignal): Promise<void> {
    this.#isProbing = true
    try {
      await this.client.json('/version', AbortSignal.any([signal, AbortSignal.timeout(this.quiet)]))
      this.heard()
    } catch {
      // A refusal is an answer too, but a server that refuses /version to its users does not exist.
      this.#unanswered++
      if (this.#unanswered >= MOST_UNANSWERED && !signal.aborted) this.#cut()
    } finally {
      this.#isProbing = false
    }
  }

  #cut(): void {
    this.#unanswered = 0
    this.#connections.abort()
    this.#connections = new AbortController()
  }
}
