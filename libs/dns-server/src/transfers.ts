import { RECORD_TYPES, type Answer } from '#libs/dns-model'
import { decodeQuery, encodeAnswer, transferMessages, type Query } from '#libs/dns-wire'
import { zoneTransfer, type ZoneTransfer } from '#libs/resolver'
import { SERVER_FAILURE } from './failure-answer.js'
import type { ResponderOptions } from './responder.js'
import type { Peer } from './serve-message.js'
import { wireRulesOf, zoneRulesFor, type WireRules } from './wire-rules.js'

/** How many zone transfers may be on their way. Those beyond get SERVFAIL, and secondaries try again later. */
export interface TransferLimits {
  readonly inAll: number
  readonly perClient: number
}

/** As BIND's `transfers-out`; one client has several zones to fetch at most. */
export const DEFAULT_TRANSFER_LIMITS: TransferLimits = { inAll: 10, perClient: 4 }

/** A transfer on its way. It holds its view, and its place under the limits, until `end` is called. */
export interface Transfer {
  /** Yields after little work each time; with the next message, once there is one. */
  readonly messages: Iterator<Uint8Array | undefined>
  /** Must be called once: when everything was sent, or the client has gone. */
  end(octets: number): void
}

/** What comes of a message that asks for a zone. */
export type TransferResponse = Uint8Array | Transfer | 'silence'

export type TransfersOptions = Pick<ResponderOptions, 'view' | 'serverAddresses' | 'metrics' | 'now' | 'onError'> & {
  readonly limits?: TransferLimits | undefined
}

const QUESTION_AT = 12

/** Begins zone transfers over TCP, for all listening sockets together. */
export class Transfers {
  #running = 0
  readonly #perClient = new Map<string, number>()

  constructor(private readonly options: TransfersOptions) {}

  /** `undefined` when the message asks for no zone, or an upstream must be asked: then it is answered like any other. */
  begin(message: Uint8Array, peer: Peer): TransferResponse | undefined {
    if (!asksForZone(message)) return undefined
    const view = this.options.view()
    const rules = wireRulesOf(view.settings)
    const query = decodeQuery(message, rules)
    if (query.kind !== 'query') return undefined
    const exchange: Exchange = { query, peer, rules, start: this.options.now(), size: message.length }
    try {
      const found = this.#transferFor(view, exchange)
      if (found.kind === 'transfer')
        return this.#isFull(peer) ? this.#reply(exchange, SERVER_FAILURE) : this.#begun(exchange, found)
      if (found.step.kind === 'ask') return undefined
      return found.step.answer.dropped === undefined ? this.#reply(exchange, found.step.answer) : 'silence'
    } catch (failure) {
      this.#failed(failure)
      return this.#reply(exchange, SERVER_FAILURE)
    }
  }

  #transferFor(view: ReturnType<TransfersOptions['view']>, { query, peer, rules }: Exchange): ZoneTransfer {
    const { serverAddresses } = this.options
    const vantage = {
      client: { kind: 'address', address: peer.address },
      transport: peer.transport,
      port: rules.port,
      ...(serverAddresses && { serverAddresses }),
    } as const
    return zoneTransfer(view, vantage, query.question, query.heldSerial)
  }

  #isFull({ address }: Peer): boolean {
    const { inAll, perClient } = this.options.limits ?? DEFAULT_TRANSFER_LIMITS
    return this.#running >= inAll || (this.#perClient.get(address) ?? 0) >= perClient
  }

  #begun(exchange: Exchange, { parts }: ZoneTransfer & { kind: 'transfer' }): Transfer {
    this.#count(exchange.peer.address, 1)
    return {
      messages: this.#messagesOf(exchange.query, parts),
      end: (octets) => {
        this.#count(exchange.peer.address, -1)
        this.#tell(exchange, 'NOERROR', octets)
      },
    }
  }

  /** What fails midway can't be told to the client any more: the failure goes on to whoever cuts the connection. */
  *#messagesOf(query: Query, parts: Parameters<typeof transferMessages>[1]): Generator<Uint8Array | undefined> {
    try {
      yield* transferMessages(query, parts)
    } catch (failure) {
      this.#failed(failure)
      throw failure
    }
  }

  #reply(exchange: Exchange, answer: Answer): Uint8Array {
    const { query, peer, rules } = exchange
    const { transport, family } = peer
    const reply = encodeAnswer(query, answer, { transport, family, echoesOptions: rules.echoesOptions })
    this.#tell(exchange, answer.rcode, reply.length)
    return reply
  }

  #tell({ query, peer, rules, start, size }: Exchange, rcode: Answer['rcode'], octets: number): void {
    this.options.metrics?.served({
      peer,
      zone: zoneRulesFor(rules, query.question, () => undefined)?.zone,
      type: query.question.type,
      rcode,
      dnssecOk: query.edns?.dnssecOk ?? false,
      requestSize: size,
      responseSize: octets,
      seconds: (this.options.now() - start) / 1000,
    })
  }

  #failed(failure: unknown): void {
    this.options.metrics?.failed()
    this.options.onError(failure)
  }

  #count(client: string, change: 1 | -1): void {
    this.#running += change
    const left = (this.#perClient.get(client) ?? 0) + change
    if (left > 0) this.#perClient.set(client, left)
    else this.#perClient.delete(client)
  }
}

/** One question for a zone on its way to its last message. */
interface Exchange {
  readonly query: Query
  readonly peer: Peer
  readonly rules: WireRules
  /** Milliseconds. */
  readonly start: number
  /** Octets of the request. */
  readonly size: number
}

/** Looks at the type of the question alone: every TCP message passes here. */
function asksForZone(message: Uint8Array): boolean {
  let at = QUESTION_AT
  for (let label = message[at]; label !== undefined && label > 0; label = message[at]) at += label + 1
  const type = ((message[at + 1] ?? 0) << 8) | (message[at + 2] ?? 0)
  return type === RECORD_TYPES.AXFR || type === RECORD_TYPES.IXFR
}
