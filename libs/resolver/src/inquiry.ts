import type { RewriteClass, ServerBlock } from '#libs/corefile'
import type { Scope } from '#libs/cluster-model'
import type { Question } from '#libs/dns-model'
import type { ClusterView } from '#libs/zone'
import type { Step } from './step.js'
import type { ZoneSource } from './plugins/transfer/zone-source.js'
import type { Vantage } from './vantage.js'

/** A question with all that its answer depends on, before a server block is chosen for it. */
export interface Asking {
  readonly view: ClusterView
  readonly vantage: Vantage
  readonly question: Question
  /** The question's name in lower case, which everything compares with. */
  readonly key: string
  /** Given when reasons are wanted: what they may tell of. */
  readonly explain?: Scope
  /** What the caller may see, when that is not everything. */
  readonly limit?: Scope
  /** How many look-ups stand behind this one: an ExternalName's target is looked up anew through the whole server. */
  readonly depth: number
  /** How many of those CoreDNS itself counts, to stop loops: aliases that `file` and `rewrite cname` followed. */
  readonly aliases: number
  readonly work: Work
}

/** One question on its way through a server block's plugins. */
export interface Inquiry extends Asking {
  readonly server: ServerBlock
  /** The question's class; absent unless `rewrite` made it another than IN. */
  readonly questionClass?: RewriteClass
  /** The values that plugins know about the request, by label; absent unless the block has `metadata` for the name. */
  readonly metadata?: Metadata
  /**
   * Looks a name up on behalf of this question, through the whole server, as if it had been asked from outside. `aliases` is what
   * the new question counts with: that of this one, or one more where CoreDNS counts.
   */
  readonly lookUp: (behind: Inquiry, question: Question, aliases?: number) => Step
}

/** What is noted while one question from outside is answered, over all look-ups that stand behind it. */
export interface Work {
  lookUpsLeft: number
  /** A look-up was not made any more, so that the answer is not known. */
  isExhausted: boolean
  /** A plugin made a name that fits into no message; CoreDNS notices only when the whole reply is packed. */
  hasBrokenNames: boolean
  /** For a limited caller: the question led to a name of a namespace that the caller may not see. */
  reachesHidden: boolean
  /** For a limited caller: the question led to names whose absence says nothing. */
  hidesNegatives: boolean
  /** Since when the oldest of what the answer rests on is stale, in milliseconds since 1970. */
  staleSince: number | undefined
  /** The question led to endpoints that were last seen too long ago. */
  isTooOld: boolean
  /** The serial of the zone that the client of an IXFR says it has. */
  readonly heldSerial: number | undefined
  /** The zone that the client may have; `ttl` replaces that of every record, in seconds. */
  transfer?: { readonly zone: ZoneSource; readonly ttl: number | undefined }
}

/** The notes of a question before its first look-up. */
export function workFor(lookUpsLeft: number, heldSerial?: number): Work {
  return {
    lookUpsLeft,
    isExhausted: false,
    hasBrokenNames: false,
    reachesHidden: false,
    hidesNegatives: false,
    staleSince: undefined,
    isTooOld: false,
    heldSerial,
  }
}

/**
 * The value of a metadata label; `undefined` when no plugin gives it.
 * @throws UnknownFact when it depends on something that is not known here.
 */
export type Metadata = (label: string) => string | undefined

/** Passes the question on to the rest of the chain. */
export type Next = (inquiry: Inquiry) => Step

/** One plugin of a server block: it answers, or passes the question on and may change what comes back. */
export type Handler = (inquiry: Inquiry, next: Next) => Step
