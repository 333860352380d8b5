import type { Socket } from 'node:net'
import { FrameReader, framed } from '#libs/dns-wire'
import type { Respond } from './responder.js'
import type { Peer } from './serve-message.js'

/** Milliseconds that a client has for its first message, and between messages (CoreDNS's time-outs). */
const FIRST_MESSAGE = 3_000
const IDLE = 10_000
/** Questions of one connection that wait for an upstream at the same time; the next ones are not read. */
const MOST_WAITING = 100
/** Messages answered in one go; then other connections have their turn. */
const BATCH = 64

/**
 * One TCP connection: reads messages, and sends each reply as soon as it is there, in order but for those that wait for an
 * upstream (RFC 7766, section 7). It stops reading while the client does not take its replies.
 */
export class TcpConnection {
  readonly #frames = new FrameReader()
  #deadline: number
  #waiting = 0
  #isPausing = false
  #isEnding = false

  constructor(
    private readonly socket: Socket,
    private readonly peer: Peer,
    private readonly respond: Respond,
    private readonly now: () => number,
  ) {
    this.#deadline = now() + FIRST_MESSAGE
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

  /** Closes the connection when its time is over. A reply that an upstream owes keeps it open. */
  closeIfOverdue(): void {
    if (this.#waiting === 0 && this.now() >= this.#deadline) this.socket.destroy()
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
    else if (this.#isEnding && this.#waiting === 0) this.socket.destroySoon()
    else this.socket.resume()
  }

  #answerMessage(message: Buffer, replies: Buffer[]): void {
    this.#deadline = this.now() + IDLE
    const reply = this.respond(message, this.peer, (later) => {
      this.#waiting--
      this.#deadline = this.now() + IDLE
      if (!this.socket.destroyed) this.socket.write(framed(later))
      this.#answer()
    })
    if (reply === 'pending') this.#waiting++
    else if (reply !== 'silence') replies.push(framed(reply))
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
