import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Results that may be made ahead of a reader, besides what the socket holds. */
const MOST_AHEAD = 16

/** Begins each piece of an event stream that carries a result; others are signs of life, or the end. */
const RESULT = 'event: next'

/**
 * The flow of one event stream. graphql-sse takes results as fast as their source gives them, and keeps what is not sent: so the
 * source is asked for no more than a few ahead of the reader, and a reader who takes nothing for too long is cut off. It goes on with
 * a new subscription after the last result that it saw.
 */
export class EventFlow {
  #ahead = 0
  #wake = (): void => undefined

  /** @param patience How long a reader may take nothing, in milliseconds. */
  constructor(private readonly patience: number) {}

  /** The results, each when the reader is near enough. */
  paced<T>(results: AsyncIterable<T>): AsyncIterableIterator<T> {
    const iterator = results[Symbol.asyncIterator]()
    return {
      next: async () => {
        while (this.#ahead >= MOST_AHEAD) await new Promise<void>((resolve) => (this.#wake = resolve))
        this.#ahead++
        return iterator.next()
      },
      return: async () => {
        this.#ahead = 0
        this.#wake()
        return (await iterator.return?.()) ?? { done: true, value: undefined }
      },
      // graphql-sse tells the end of a stream only to what has all of a generator's methods.
      throw: (fault: unknown) => iterator.throw?.(fault) ?? Promise.reject(fault),
      [Symbol.asyncIterator]() {
        return this
      },
    }
  }

  /** Writes the pieces of the stream as the reader takes them; a reader that has left, or takes nothing, ends them. */
  async send(pieces: AsyncGenerator<string, void, undefined>, out: Writable): Promise<void> {
    const leave = (): void => {
      pieces.return(undefined).catch(() => undefined)
    }
    out.once('close', leave)
    for await (const piece of pieces) {
      if (out.destroyed) break
      if (!out.write(piece)) await this.#drained(out)
      if (!piece.startsWith(RESULT)) continue
      this.#ahead--
      this.#wake()
    }
    out.off('close', leave)
    out.end()
  }

  async #drained(out: Writable): Promise<void> {
    const tooSlow = AbortSignal.timeout(this.patience)
    const left = new AbortController()
    out.once('close', () => left.abort())
    await once(out, 'drain', { signal: AbortSignal.any([tooSlow, left.signal]) }).catch(() => out.destroy())
  }
}
