import { ExchangeError } from './exchange-error.js'
import { isReplyTo, withId, type OutgoingQuestion } from './outgoing-question.js'

/** The way to one server and back: whole messages. */
export interface Wire {
  send(message: Buffer): void
  close(): void
}

/** What a wire tells of. After `failed` it is of no more use. */
export interface WireListener {
  readonly received: (message: Buffer) => void
  /** `reason` ends the sentence "192.0.2.1:53 ...". */
  readonly failed: (reason: string) => void
}

export type OpenWire = (listener: WireListener) => Wire

/** Somebody who waits for a reply. Exactly one of both is called, once. */
export interface Waiter {
  resolve(message: Buffer): void
  reject(error: ExchangeError): void
}

export interface ChannelOptions {
  readonly open: OpenWire
  /** A whole number from 0 up to and without the limit, that nobody can foresee. */
  readonly randomBelow: (limit: number) => number
  /** Told of a message that answers nothing that was asked: late, mistaken, or forged. */
  readonly onStray: () => void
}

const IDS = 65_536

/** One socket to one server, with the questions that are under way on it, told apart by random ids. */
export class Channel {
  readonly #wire: Wire
  readonly #waiting = new Map<number, { readonly question: OutgoingQuestion; readonly waiter: Waiter }>()
  #isOpen = true
  #asked = 0
  #hasServed = false

  constructor(private readonly options: ChannelOptions) {
    this.#wire = options.open({ received: (message) => this.#receive(message), failed: (reason) => this.#fail(reason) })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Questions under way. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Questions so far. */
  get asked(): number {
    return this.#asked
  }

  /** Sends a question. The function returned gives up waiting. */
  ask(question: OutgoingQuestion, waiter: Waiter): () => void {
    const id = this.#freshId()
    this.#asked++
    this.#waiting.set(id, { question, waiter })
    this.#wire.send(withId(question, id))
    return () => {
      this.#waiting.delete(id)
    }
  }

  /** Whoever still waits is told so. */
  close(): void {
    this.#fail('is not asked any more')
  }

  #freshId(): number {
    for (;;) {
      const id = this.options.randomBelow(IDS)
      if (!this.#waiting.has(id)) return id
    }
  }

  /** What does not fit is passed over, and waited on: the true reply may still come (RFC 5452, section 9.1). */
  #receive(message: Buffer): void {
    const id = message.length < 2 ? -1 : message.readUInt16BE(0)
    const asked = this.#waiting.get(id)
    if (asked === undefined || !isReplyTo(asked.question, message)) return this.options.onStray()
    this.#waiting.delete(id)
    this.#hasServed = true
    asked.waiter.resolve(message)
  }

  #fail(reason: string): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#wire.close()
    const abandoned = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { waiter } of abandoned) waiter.reject(new ExchangeError(reason, this.#hasServed))
  }
}
