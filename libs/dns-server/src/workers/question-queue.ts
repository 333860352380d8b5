import { packBatch, unpackBatch, type Batch } from './batch.js'
import type { QuestionBatch } from './thread-protocol.js'

/** A question that waits for the main thread, or for an upstream behind it. */
export interface WaitingQuestion {
  readonly octets: Uint8Array
  readonly host: string
  readonly port: number
  /** Called once. */
  readonly later: (reply: Uint8Array | 'silence') => void
}

/** As many questions may wait to be sent; more than a second's work of the main thread is of no use to any client. */
export const MOST_WAITING = 4096
/** As many may have been sent and be unanswered, for the sake of slow upstreams. */
export const MOST_ASKED = 16_384
/** One batch: a few milliseconds of the main thread. */
export const LARGEST_BATCH = 256

/**
 * The questions that a worker passes on. One batch is under way at a time; what comes meanwhile waits, and when too much waits the
 * oldest is dropped: its client has asked again long since.
 */
export class QuestionQueue {
  #waiting: WaitingQuestion[] = []
  readonly #asked = new Map<number, WaitingQuestion>()
  #nextTicket = 1
  #isUnderWay = false
  #isScheduled = false

  constructor(
    private readonly send: (batch: QuestionBatch) => void,
    /** Calls back once the datagrams that have arrived were all read. */
    private readonly soon: (work: () => void) => void,
    private readonly onDropped: (messages: number) => void,
  ) {}

  push(question: WaitingQuestion): void {
    this.#waiting.push(question)
    if (this.#waiting.length > MOST_WAITING) this.#drop(this.#waiting.splice(0, LARGEST_BATCH))
    if (this.#isUnderWay || this.#isScheduled) return
    this.#isScheduled = true
    this.soon(() => {
      this.#isScheduled = false
      this.#flush()
    })
  }

  /** Replies to the batch that is under way: the next may go. */
  onAnswers(batch: Batch): void {
    this.#isUnderWay = false
    this.onLateAnswers(batch)
    this.#flush()
  }

  onLateAnswers(batch: Batch): void {
    for (const [ticket, octets] of unpackBatch(batch)) {
      const question = this.#asked.get(ticket)
      this.#asked.delete(ticket)
      question?.later(octets ?? 'silence')
    }
  }

  #flush(): void {
    if (this.#isUnderWay || this.#waiting.length === 0) return
    const sent = this.#waiting.splice(0, LARGEST_BATCH)
    this.#isUnderWay = true
    const tickets = sent.map((question) => this.#ticketFor(question))
    const packed = packBatch(sent.map(({ octets }, index) => [tickets[index] as number, octets] as const))
    this.send({ ...packed, hosts: sent.map(({ host }) => host), ports: sent.map(({ port }) => port) })
    if (this.#asked.size > MOST_ASKED) this.#dropAsked()
  }

  #ticketFor(question: WaitingQuestion): number {
    const ticket = this.#nextTicket++
    this.#asked.set(ticket, question)
    return ticket
  }

  #dropAsked(): void {
    const oldest = [...this.#asked.keys()].slice(0, this.#asked.size - MOST_ASKED)
    const dropped = oldest.flatMap((ticket) => this.#asked.get(ticket) ?? [])
    for (const ticket of oldest) this.#asked.delete(ticket)
    this.#drop(dropped)
  }

  #drop(questions: readonly WaitingQuestion[]): void {
    for (const { later } of questions) later('silence')
    this.onDropped(questions.length)
  }
}
