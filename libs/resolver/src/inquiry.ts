import type { ServerBlock } from '#libs/corefile'
import type { Scope } from '#libs/cluster-model'
import type { Question } from '#libs/dns-model'
import type { ClusterView } from '#libs/zone'
import type { Step } from './step.js'
import type { Vantage } from './vantage.js'

/** One question on its way through a server block's plugins. */
export interface Inquiry {
  readonly view: ClusterView
  readonly vantage: Vantage
  readonly question: Question
  /** The question's name in lower case, which everything compares with. */
  readonly key: string
  readonly server: ServerBlock
  /** Given when reasons are wanted: what they may tell of. */
  readonly explain?: Scope
  /** How many look-ups stand behind this one: an ExternalName's target is looked up anew through the whole server. */
  readonly depth: number
}

/** Passes the question on to the rest of the chain. */
export type Next = (inquiry: Inquiry) => Step

/** One plugin of a server block: it answers, or passes the question on and may change what comes back. */
export type Handler = (inquiry: Inquiry, next: Next) => Step
