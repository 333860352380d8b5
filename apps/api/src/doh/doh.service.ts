import { Inject, Injectable } from '@nestjs/common'
import type { Scope } from '#libs/cluster-model'
import { tellableAnswer, wireRulesOf } from '#libs/dns-server'
import type { Answer, Question } from '#libs/dns-model'
import { decodeQuery, encodeAnswer, type Query } from '#libs/dns-wire'
import { NamescopeError } from '#libs/errors'
import { PLAIN_QUERY, drive, type ClientQuery, type PerformAsk } from '#libs/forwarder'
import { canonicalAddress } from '#libs/ip-address'
import { answerInScope, settle, type Vantage } from '#libs/resolver'
import { findAsker, parseAsker } from '#libs/trace'
import type { ClusterView } from '#libs/zone'
import { PERFORM_ASK } from '../dns/outside-names.js'
import { freshnessOf } from './freshness.js'
import { withSortedRrsets } from './sorted-rrsets.js'

/** Who asks, as the request says, and what that caller may see. */
export interface DohCaller {
  /** `NAMESPACE/NAME` of a pod; absent: the address is the client. */
  readonly client: string | undefined
  /** Where the request comes from. */
  readonly address: string
  readonly scope: Scope
}

/** A reply, and how long it may be kept: seconds; `undefined` for not at all. */
export interface DohReply {
  readonly bytes: Uint8Array
  readonly freshness: number | undefined
}

/** A view, and whether it is of now: only then can upstreams be asked. What they would have said at another moment, nobody knows. */
export interface ViewOfMoment {
  readonly view: ClusterView
  readonly isLive: boolean
}

/** Answers DNS messages and questions as the DNS server does over TCP, but for the order of records, which is always the same. */
@Injectable()
export class DohService {
  constructor(@Inject(PERFORM_ASK) private readonly performAsk: PerformAsk) {}

  /** @throws NamescopeError `invalid-argument` for what is no query; `forbidden`, `object-not-found` for the client */
  async answerMessage(moment: ViewOfMoment, message: Uint8Array, caller: DohCaller): Promise<DohReply> {
    const rules = wireRulesOf(moment.view.settings)
    const query = decodeQuery(message, rules)
    switch (query.kind) {
      case 'ignore': {
        const text = 'The message is no DNS query: it is shorter than 12 octets, or a response.'
        throw new NamescopeError('invalid-argument', text, { field: 'dns' })
      }
      case 'error':
        return { bytes: query.reply, freshness: undefined }
      case 'query': {
        const answer = await this.answer(moment, query.question, caller, clientQueryOf(query))
        const bytes = encodeAnswer(query, answer, { transport: 'tcp', echoesOptions: rules.echoesOptions })
        return { bytes, freshness: freshnessOf(answer) }
      }
    }
  }

  /** @throws NamescopeError `forbidden`, `object-not-found` for the client */
  async answer(
    { view, isLive }: ViewOfMoment,
    question: Question,
    caller: DohCaller,
    query: ClientQuery = PLAIN_QUERY,
  ): Promise<Answer> {
    const step = answerInScope(view, vantageOf(view, caller), question, caller.scope)
    const answer = isLive ? (await drive(step, (ask) => this.performAsk(ask, query))).answer : settle(step)
    return withSortedRrsets(tellableAnswer(answer))
  }
}

function clientQueryOf({ edns, checkingDisabled, recursionDesired }: Query): ClientQuery {
  const dnssecOk = edns?.dnssecOk ?? false
  return { transport: 'https', edns: edns !== undefined, dnssecOk, checkingDisabled, recursionDesired }
}

function vantageOf(view: ClusterView, { client, address, scope }: DohCaller): Vantage {
  const { port } = wireRulesOf(view.settings)
  if (client === undefined) {
    return { client: { kind: 'address', address: canonicalAddress(address) ?? address }, transport: 'https', port }
  }
  const asker = parseAsker(client)
  if (asker.kind !== 'pod') {
    throw new NamescopeError('invalid-argument', `"${client}" is no pod; write NAMESPACE/NAME.`, { field: 'client' })
  }
  findAsker(view, asker, scope)
  return { client: { kind: 'pod', namespace: asker.namespace, name: asker.pod }, transport: 'https', port }
}
