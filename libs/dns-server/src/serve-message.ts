import { nameKey, type Answer, type RecordType, type ResponseCode } from '#libs/dns-model'
import { decodeQuery, encodeAnswer, type Query } from '#libs/dns-wire'
import { drive, type ClientQuery, type PerformAsk } from '#libs/forwarder'
import { answerQuestion, settle, type Step, type Vantage } from '#libs/resolver'
import type { ClusterView } from '#libs/zone'
import { rotate, type RandomNumber } from './rotation.js'
import { wireRulesOf, zoneRulesFor, type WireRules, type ZoneRules } from './wire-rules.js'

/** Who sent a message, and how. */
export interface Peer {
  /** Canonical, without a zone index. */
  readonly address: string
  readonly family: 'IPv4' | 'IPv6'
  readonly transport: 'udp' | 'tcp'
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

/** CoreDNS reads UDP messages into a buffer of this size; what is longer is cut, and so mostly a FORMERR. */
const UDP_READ_OCTETS = 512
/** RFC 8914, section 4.23. */
const NO_REACHABLE_AUTHORITY = 22
const SERVER_FAILURE: Answer = {
  rcode: 'SERVFAIL',
  authoritative: false,
  recursionAvailable: false,
  truncated: false,
  answer: [],
  authority: [],
  additional: [],
}

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
    case 'query':
      return answerQuery({ query: decoded, context, rules, zone: zoneRulesFor(rules, nameKey(decoded.question.name)) })
  }
}

/** A query on its way to its reply. */
interface Exchange {
  readonly query: Query
  readonly context: ServeContext
  readonly rules: WireRules
  readonly zone: ZoneRules | undefined
}

function answerQuery(exchange: Exchange): ServeResult {
  const { view, performAsk } = exchange.context
  try {
    const step = answerQuestion(view, vantageOf(exchange), exchange.query.question)
    if (step.kind === 'ask' && performAsk !== undefined) return replyAfterAsking(exchange, step, performAsk)
    return replyOrSilence(exchange, settle(step))
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

function vantageOf({ context: { peer, serverAddresses }, rules }: Exchange): Vantage {
  return {
    client: { kind: 'address', address: peer.address },
    transport: peer.transport,
    port: rules.port,
    ...(serverAddresses && { serverAddresses }),
  }
}

function reply(exchange: Exchange, answer: Answer): Served {
  const known = answer.undecidable === undefined ? answer : undecided(answer.undecidable)
  const loadbalance = exchange.zone?.loadbalance
  return encode(exchange, loadbalance === undefined ? known : rotate(known, loadbalance, exchange.context.random))
}

function failureReply(exchange: Exchange, failure: unknown): Served {
  return { ...encode(exchange, SERVER_FAILURE), failure }
}

function encode({ query, context, rules, zone }: Exchange, answer: Answer): Served {
  const { transport, family } = context.peer
  const bytes = encodeAnswer(query, answer, {
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

/** A fact is missing, so nothing that was found so far can be trusted to be the whole answer. */
function undecided(fact: string): Answer {
  const text = fact === 'upstream' ? 'names outside the cluster are not asked for here' : `not known here: ${fact}`
  return { ...SERVER_FAILURE, extendedError: { code: NO_REACHABLE_AUTHORITY, text } }
}
