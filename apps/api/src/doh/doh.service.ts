import { Injectable } from '@nestjs/common'
import type { Scope } from '#libs/cluster-model'
import { wireRulesOf } from '#libs/dns-server'
import type { Answer, Question } from '#libs/dns-model'
import { decodeQuery, encodeAnswer } from '#libs/dns-wire'
import { NamescopeError } from '#libs/errors'
import { canonicalAddress } from '#libs/ip-address'
import { answerInScope, settle, type Vantage } from '#libs/resolver'
import { findAsker, parseAsker } from '#libs/trace'
import type { ClusterView } from '#libs/zone'
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

/** RFC 8914, section 4.23. */
const NO_REACHABLE_AUTHORITY = 22

/** Answers DNS messages and questions as the DNS server does over TCP, but for the order of records, which is always the same. */
@Injectable()
export class DohService {
  /** @throws NamescopeError `invalid-argument` for what is no query; `forbidden`, `object-not-found` for the client */
  answerMessage(view: ClusterView, message: Uint8Array, caller: DohCaller): DohReply {
    const rules = wireRulesOf(view.settings)
    const query = decodeQuery(message, rules)
    switch (query.kind) {
      case 'ignore': {
        const text = 'The message is no DNS query: it is shorter than 12 octets, or a response.'
        throw new NamescopeError('invalid-argument', text, { field: 'dns' })
      }
      case 'error':
        return { bytes: query.reply, freshness: undefined }
      case 'query': {
        const answer = this.answer(view, query.question, caller)
        const bytes = encodeAnswer(query, answer, { transport: 'tcp', echoesOptions: rules.echoesOptions })
        return { bytes, freshness: freshnessOf(answer) }
      }
    }
  }

  /** @throws NamescopeError `forbidden`, `object-not-found` for the client */
  answer(view: ClusterView, question: Question, caller: DohCaller): Answer {
    const answer = settle(answerInScope(view, vantageOf(view, caller), question, caller.scope))
    return withSortedRrsets(answer.undecidable === undefined ? answer : undecided(answer.undecidable))
  }
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

/** A fact is missing, so nothing that was found so far can be trusted to be the whole answer. */
function undecided(fact: string): Answer {
  const text = fact === 'upstream' ? 'names outside the cluster are not asked for here' : `not known here: ${fact}`
  return {
    rcode: 'SERVFAIL',
    authoritative: false,
    recursionAvailable: false,
    truncated: false,
    answer: [],
    authority: [],
    additional: [],
    extendedError: { code: NO_REACHABLE_AUTHORITY, text },
  }
}
