import type { Reply, Step } from '#libs/resolver'

/** A question for an upstream. */
export type Ask = Omit<Extract<Step, { kind: 'ask' }>, 'kind' | 'resume'>

/** What of a client's message goes on to an upstream. */
export interface ClientQuery {
  /** Over TCP there is room for every answer, so upstreams are asked over TCP too. */
  readonly transport: 'udp' | 'tcp' | 'https'
  /** Whether the client speaks EDNS, and so takes more than 512 octets. */
  readonly edns: boolean
  /** DO: the client wants DNSSEC records (RFC 3225). */
  readonly dnssecOk: boolean
  /** CD: the client validates itself (RFC 4035, section 3.2.2). */
  readonly checkingDisabled: boolean
  readonly recursionDesired: boolean
}

/** Somebody who looks a name up by hand: wants the whole answer, and no DNSSEC. */
export const PLAIN_QUERY: ClientQuery = {
  transport: 'https',
  edns: true,
  dnssecOk: false,
  checkingDisabled: false,
  recursionDesired: true,
}

/** Asks an upstream: at once when the reply is at hand. Never throws nor rejects: what goes wrong is a reply too. */
export type PerformAsk = (ask: Ask, query: ClientQuery) => Reply | Promise<Reply>

/** A step of the resolver, or what others make of it. */
type AnyStep = (Ask & { readonly kind: 'ask'; resume(reply: Reply): AnyStep }) | { readonly kind: 'answer' | 'done' }

type Over<S> = Exclude<S, { readonly kind: 'ask' }>

/**
 * Drives a step, or whatever is made of steps, to its end: the one loop behind every door. At once as long as replies are at
 * hand, else later.
 */
export function drive<S extends AnyStep>(
  first: S,
  perform: (ask: Ask) => Reply | Promise<Reply>,
): Over<S> | Promise<Over<S>> {
  let step: AnyStep = first
  while (step.kind === 'ask') {
    const asking = step
    const reply = perform(asking)
    if (reply instanceof Promise) return reply.then((later) => drive(asking.resume(later) as S, perform))
    step = asking.resume(reply)
  }
  return step as Over<S>
}
