import type { PerformAsk } from '#libs/forwarder'
import type { ClusterView, RecordDelta } from '#libs/zone'
import type { ServerMetrics } from './metrics.js'
import { NegativeReplies } from './packed/negative-replies.js'
import { PackedAnswers } from './packed/packed-answers.js'
import { isReadWhole, REPLY_OCTETS } from './packed/reply-room.js'
import { TableMemory } from './packed/table-memory.js'
import { TableReader } from './packed/table-reader.js'
import { TableRequest } from './packed/table-request.js'
import { serveMessage, type Peer, type Served } from './serve-message.js'
import type { Way } from './served-counts.js'
import { wayOf } from './way.js'

/** Where answers come from and what they are told to. */
export interface ResponderOptions {
  /** The view to answer from: asked anew for each message, which keeps it to its end. */
  readonly view: () => ClusterView
  /**
   * Has a listener told of every change of `view`, at once, until the function returned is called. Without it a new view voids every
   * answer that is kept.
   */
  readonly subscribe?: ((listener: (delta: RecordDelta) => void) => () => void) | undefined
  /** From 0 up to and without 1. */
  readonly random: () => number
  readonly performAsk?: PerformAsk | undefined
  readonly serverAddresses?: readonly string[] | undefined
  readonly metrics?: ServerMetrics | undefined
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  /** Told when answering failed inside; the client has got SERVFAIL. */
  readonly onError: (error: unknown) => void
}

/** `pending`: an upstream is being asked, and `later` will be called once. */
export type Response = Uint8Array | 'silence' | 'pending'

/** The octets of a request to those of its reply: what stands behind every transport. */
export type Respond = (bytes: Uint8Array, peer: Peer, later: (reply: Uint8Array) => void) => Response

/**
 * Answers messages and tells the metrics of it: from the packed table where it can, else by way of the resolver. Transports for which
 * every microsecond counts call `ready` with a buffer of their own, and `respond` when that gives 0.
 */
export class Responder {
  readonly memory = TableMemory.create()
  readonly #packed: PackedAnswers
  readonly #reader: TableReader
  readonly #request = new TableRequest()
  readonly #negatives = new NegativeReplies()
  readonly #reply = new Uint8Array(REPLY_OCTETS)
  /** Ends the subscription. */
  readonly close: () => void

  constructor(private readonly options: ResponderOptions) {
    const { metrics, random, subscribe, view } = options
    this.#packed = new PackedAnswers(this.memory, (zone) => metrics?.zoneNumber(zone) ?? 0)
    this.#reader = new TableReader(this.memory, random)
    this.#packed.see(view())
    this.close = subscribe?.((delta) => this.#packed.follow(delta)) ?? (() => {})
  }

  /** Writes the reply that lies ready for a message into `out`; gives its length, or 0 when none does. Allocates nothing. */
  ready(bytes: Uint8Array, way: Way, out: Uint8Array): number {
    const { now, view, onError } = this.options
    const start = now()
    try {
      this.#packed.see(view())
      if (!isReadWhole(bytes.length, way) || !this.#request.read(bytes)) return 0
      const length = this.#reader.reply(this.#request, way, out)
      if (length > 0) this.#count(way, bytes.length, length, (now() - start) / 1000)
      return length
    } catch (error) {
      onError(error)
      return 0
    }
  }

  #count(way: Way, requestSize: number, responseSize: number, seconds: number): void {
    const { type, dnssecOk } = this.#request
    const { zone, rcode } = this.#reader
    this.options.metrics?.counts.add(zone, way, type, rcode, dnssecOk, requestSize, responseSize, seconds)
  }

  readonly respond: Respond = (bytes, peer, later) => {
    const length = this.ready(bytes, wayOf(peer), this.#reply)
    return length > 0 ? this.#reply.slice(0, length) : this.resolve(bytes, peer, later)
  }

  /** Answers a message for which no reply lay ready. */
  readonly resolve: Respond = (bytes, peer, later) => {
    const { view, random, performAsk, serverAddresses, metrics, now, onError } = this.options
    const start = now()
    const way = wayOf(peer)
    const request = this.#request
    const result = serveMessage(bytes, {
      view: view(),
      peer,
      random,
      performAsk,
      serverAddresses,
      negatives: this.#negatives,
      keep: (answered) => {
        try {
          // Mostly `ready` has just read it.
          const isRead = request.octets === bytes && request.isTaken
          if (isRead || (isReadWhole(bytes.length, way) && request.read(bytes)))
            this.#packed.keep(answered, request, way)
        } catch (error) {
          // The answer itself is right, and is sent.
          onError(error)
        }
      },
    })
    switch (result.kind) {
      case 'silence':
        metrics?.ignored()
        return 'silence'
      case 'reply':
        return told(result)
      case 'pending':
        result.served.then((served) => later(told(served))).catch(onError)
        return 'pending'
    }

    function told({ bytes: reply, zone, type, rcode, dnssecOk, failure }: Served): Uint8Array {
      const seconds = (now() - start) / 1000
      const sizes = { requestSize: bytes.length, responseSize: reply.length }
      metrics?.served({ peer, zone, type, rcode, dnssecOk, ...sizes, seconds })
      if (failure !== undefined) {
        metrics?.failed()
        onError(failure)
      }
      return reply
    }
  }
}
