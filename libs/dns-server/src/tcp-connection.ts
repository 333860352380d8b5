import type { Socket } from 'node:net'
import { FrameReader, framed } from '#libs/dns-wire'
import type { Idle } from './connection-counts.js'
import type { Respond } from './responder.js'
import { sendTransfer } from './send-transfer.js'
import type { Peer } from './serve-message.js'
import type { Transfer, Transfers } from './transfers.js'

/** Milliseconds that a client has for its first message, and between messages (CoreDNS's time-outs). */
const FIRST_MESSAGE = 3_000
const IDLE = 10_000
/** Questions of one connection that wait for an upstream at the same time; the next ones are not read. */
const MOST_WAITING = 100
/** Messages answered in one go; then other connections have their turn. */
const BATCH = 64

/** What a connection needs besides its socket. */
export interface ConnectionOptions {
  readonly respond: Respond
  readonly transfers: Transfers
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  readonly onError: (error: Error) => void
}

/**
 * One TCP connection: reads messages, and sends each reply as soon as it is there, in order but for zone transfers and those that
 * wait for an upstream (RFC 7766, section 7). It stops reading while the client does not take its replies.
 */
export class TcpConnection implements Idle {
  readonly #frames = new FrameReader()
  #deadline: number
  #waiting = 0
  #transfers = 0
  #isPausing = false
  #isEnding = false

  constructor(
    private readonly socket: Socket,
    private readonly peer: Peer,
    private readonly options: ConnectionOptions,
  ) {
    this.#deadline = options.now() + FIRST_MESSAGE
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      this.#frames.push(chunk)
      this.#answer()
    })
    socket.on('drain', () => this.#answer())
    socket.on('end', () => this.finish())
    // The client went away; there is nobody to tell.
    socket.on('error', () => socket.destroy())
  }

  /** A reply that an upstream owes, or a transfer, makes the connection busy. */
  get idleUntil(): number | undefined {
    return this.#waiting === 0 && this.#transfers === 0 ? this.#deadline : undefined
  }

  /**
   * Closes the connection when its time is over. A reply that an upstream owes keeps it open; a transfer does so only as long as
   * the client takes it.
   */
  closeIfOverdue(): void {
    if (this.#waiting === 0 && this.options.now() >= this.#deadline) this.socket.destroy()
  }

  /** Answers what was read, takes no more, and closes. */
  finish(): void {
    this.#isEnding = true
    this.#answer()
  }

  destroy(): void {
    this.socket.destroy()
  }

  #answer(): void {
    if (this.#isPausing || this.socket.destroyed) return
    const replies: Buffer[] = []
    let isDone = false
    for (let answered = 0; answered < BATCH && !this.#isFull && !isDone; answered++) {
      const message = this.#frames.next()
      if (message === undefined) isDone = true
      else this.#answerMessage(message, replies)
    }
    if (replies.length > 0) this.socket.write(replies.length === 1 ? (replies[0] as Buffer) : Buffer.concat(replies))
    if (!isDone) this.#goOnLater()
    else if (this.#isEnding && this.idleUntil !== undefined) this.socket.destroySoon()
    else this.socket.resume()
  }

  #answerMessage(message: Buffer, replies: Buffer[]): void {
    const { respond, transfers, onError } = this.options
    this.#moveDeadline()
    const transfer = transfers.begin(message, this.peer)
    const reply =
      transfer ??
      respond(message, this.peer, (later) => {
        this.#waiting--
        this.#moveDeadline()
        if (!this.socket.destroyed) this.socket.write(framed(later))
        this.#answer()
      })
    if (reply === 'pending') this.#waiting++
    else if (reply instanceof Uint8Array) replies.push(framed(reply))
    else if (reply !== 'silence') this.#send(reply).catch(onError)
  }

  async #send(transfer: Transfer): Promise<void> {
    this.#transfers++
    await sendTransfer(this.socket, transfer, () => this.#moveDeadline())
    this.#transfers--
    this.#answer()
  }

  #moveDeadline(): void {
    this.#deadline = this.options.now() + IDLE
  }

  /** The client does not take its replies, or too many questions wait for upstreams. */
  get #isFull(): boolean {
    return this.socket.writableNeedDrain || this.#waiting >= MOST_WAITING
  }

  /** There is more to answer: once the client or the upstream has moved, or the other connections have had their turn. */
  #goOnLater(): void {
    this.socket.pause()
    if (this.#isFull) return
    this.#isPausing = true
    setImmediate(() => {
      this.#isPausing = false
      this.#answer()
    })
  }
}
