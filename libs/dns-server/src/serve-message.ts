import type { Answer, RecordType, ResponseCode } from '#libs/dns-model'
import { decodeQuery, encodeAnswer, type Query } from '#libs/dns-wire'
import { drive, type ClientQuery, type PerformAsk } from '#libs/forwarder'
import { answerQuestion, serverBlockFor, settle, type MessageFacts, type Step, type Vantage } from '#libs/resolver'
import type { ClusterView } from '#libs/zone'
import { SERVER_FAILURE, tellableAnswer } from './failure-answer.js'
import { wayOf } from './way.js'
import type { AnsweredQuestion } from './packed/make-entry.js'
import type { NegativeReplies } from './packed/negative-replies.js'
import { UDP_READ_OCTETS } from './packed/reply-room.js'
import { rotate, type RandomNumber } from './rotation.js'
import { wireRulesOf, zoneRulesFor, type WireRules, type ZoneRules } from './wire-rules.js'

/** Who sent a message, and how. */
export interface Peer {
  /** Canonical, without a zone index. */
  readonly address: string
  readonly family: 'IPv4' | 'IPv6'
  readonly transport: 'udp' | 'tcp'
  /** Its own port. Absent: answers that depend on it are undecidable. */
  readonly port?: number
}

/** All that the answer to a message depends on, besides its octets. */
export interface ServeContext {
  readonly view: ClusterView
  readonly peer: Peer
  /** Chooses the order of records where the Corefile has `loadbalance`. */
  readonly random: RandomNumber
  /** Absent: names outside the cluster are answered with SERVFAIL. */
  readonly performAsk?: PerformAsk | undefined
  /** The server's own addresses for NS answers. Default: those of the CoreDNS pods. */
  readonly serverAddresses?: readonly string[] | undefined
  /** Makes the replies to names that do not exist, where it can. */
  readonly negatives?: NegativeReplies
  /** Told of an answer that needed no upstream, once its reply is made. */
  readonly keep?: (answered: AnsweredQuestion) => void
}

/** What goes back, with what the metrics want to know of it. */
export interface Served {
  readonly kind: 'reply'
  readonly bytes: Uint8Array
  readonly rcode: ResponseCode
  /** The zone of the server block; absent when the message got that far not at all. */
  readonly zone?: string
  readonly type?: RecordType
  readonly dnssecOk: boolean
  /** What went wrong on our side, when the reply is the SERVFAIL that hides it. */
  readonly failure?: unknown
}

/** `silence`: the message gets no reply. `pending`: an upstream is being asked; the promise never rejects. */
export type ServeResult =
  Served | { readonly kind: 'silence' } | { readonly kind: 'pending'; readonly served: Promise<Served> }

/** What every client can take over UDP (RFC 1035, section 2.3.4). */
const SMALLEST_BUFFER = 512
const TCP_BUFFER = 65_535

/**
 * From the octets of a request to the octets of its reply. Pure but for `random` and `performAsk`, so that any transport can
 * stand before it. Whatever goes wrong inside becomes a SERVFAIL that carries its failure.
 */
export function serveMessage(bytes: Uint8Array, context: ServeContext): ServeResult {
  const { view, peer } = context
  const rules = wireRulesOf(view.settings)
  const decoded = decodeQuery(peer.transport === 'udp' ? bytes.subarray(0, UDP_READ_OCTETS) : bytes, rules)
  switch (decoded.kind) {
    case 'ignore':
      return { kind: 'silence' }
    case 'error':
      return { kind: 'reply', bytes: decoded.reply, rcode: decoded.rcode, dnssecOk: false }
    case 'query': {
      const vantage = vantageOf(decoded, bytes.length, context, rules)
      const chosenBlock = (): ReturnType<typeof serverBlockFor> => serverBlockFor(view, vantage, decoded.question)
      const zone = zoneRulesFor(rules, decoded.question, chosenBlock)
      return answerQuery({ query: decoded, bytes, context, vantage, rules, zone })
    }
  }
}

/** A query on its way to its reply. */
interface Exchange {
  readonly query: Query
  /** The request's own octets, none of them cut. */
  readonly bytes: Uint8Array
  readonly context: ServeContext
  readonly vantage: Vantage
  readonly rules: WireRules
  readonly zone: ZoneRules | undefined
}

function answerQuery(exchange: Exchange): ServeResult {
  const { context, vantage, zone } = exchange
  const { view, performAsk, keep } = context
  const { question } = exchange.query
  try {
    const step = answerQuestion(view, vantage, question)
    if (step.kind === 'ask' && performAsk !== undefined) return replyAfterAsking(exchange, step, performAsk)
    const result = replyOrSilence(exchange, settle(step))
    if (step.kind === 'answer' && result.kind === 'reply' && zone !== undefined) {
      keep?.({ view, vantage, question, answer: step.answer, zone })
    }
    return result
  } catch (failure) {
    return failureReply(exchange, failure)
  }
}

function replyAfterAsking(exchange: Exchange, first: Step, performAsk: PerformAsk): ServeResult {
  const query = clientQueryOf(exchange)
  const end = drive(first, (ask) => performAsk(ask, query))
  if (!(end instanceof Promise)) return replyOrSilence(exchange, end.answer)
  const served = end.then(({ answer }) => reply(exchange, answer)).catch((failure) => failureReply(exchange, failure))
  return { kind: 'pending', served }
}

function clientQueryOf({ query, context }: Exchange): ClientQuery {
  return {
    transport: context.peer.transport,
    edns: query.edns !== undefined,
    dnssecOk: query.edns?.dnssecOk ?? false,
    checkingDisabled: query.checkingDisabled,
    recursionDesired: query.recursionDesired,
  }
}

function replyOrSilence(exchange: Exchange, answer: Answer): ServeResult {
  return answer.dropped === undefined ? reply(exchange, answer) : { kind: 'silence' }
}

function vantageOf(query: Query, size: number, { peer, serverAddresses }: ServeContext, { port }: WireRules): Vantage {
  return {
    client: { kind: 'address', address: peer.address },
    transport: peer.transport,
    port,
    ...(serverAddresses && { serverAddresses }),
    ...(peer.port !== undefined && { message: messageFacts(query, size, peer.transport, peer.port) }),
  }
}

function messageFacts(
  { id, edns }: Query,
  size: number,
  transport: Peer['transport'],
  clientPort: number,
): MessageFacts {
  return {
    id,
    size,
    dnssecOk: edns?.dnssecOk ?? false,
    bufferSize: transport === 'tcp' ? TCP_BUFFER : Math.max(SMALLEST_BUFFER, edns?.udpSize ?? 0),
    clientPort,
  }
}

function reply(exchange: Exchange, answer: Answer): Served {
  const known = tellableAnswer(answer)
  const loadbalance = exchange.zone?.loadbalance
  return encode(exchange, loadbalance === undefined ? known : rotate(known, loadbalance, exchange.context.random))
}

function failureReply(exchange: Exchange, failure: unknown): Served {
  return { ...encode(exchange, SERVER_FAILURE), failure }
}

function encode({ query, bytes: request, context, rules, zone }: Exchange, answer: Answer): Served {
  const { transport, family } = context.peer
  const negative = context.negatives?.encode(request, query, answer, {
    way: wayOf(context.peer),
    maxSize: zone?.maxSize ?? 0,
    echoesOptions: rules.echoesOptions,
  })
  const bytes =
    negative ??
    encodeAnswer(query, answer, {
      transport,
      family,
      echoesOptions: rules.echoesOptions,
      ...(zone?.maxSize !== undefined && { maxSize: zone.maxSize }),
    })
  return {
    kind: 'reply',
    bytes,
    rcode: answer.rcode,
    ...(zone && { zone: zone.zone }),
    type: query.question.type,
    dnssecOk: query.edns?.dnssecOk ?? false,
  }
}
