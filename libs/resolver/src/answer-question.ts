import type { ServerBlock } from '#libs/corefile'
import type { Scope } from '#libs/cluster-model'
import { nameKey, type Question } from '#libs/dns-model'
import type { ClusterView } from '#libs/zone'
import type { Handler, Inquiry, Next } from './inquiry.js'
import { handlersOf } from './plugins/handlers.js'
import { bareReply } from './reply.js'
import { blocksFor } from './server-blocks.js'
import { done, type Step } from './step.js'
import type { Vantage } from './vantage.js'

/** An ExternalName may lead to a name that leads to another; CoreDNS gives up after as many look-ups within one. */
const DEEPEST_LOOK_UP = 10

/**
 * The only way to an answer: what the cluster's CoreDNS would say to this question, in this view. Pure: no clock, no chance, no
 * network. Where an upstream must be asked the step says so. Reasons are given when `explain` names what they may tell of.
 */
export function answerQuestion(view: ClusterView, from: Vantage, question: Question, explain?: Scope): Step {
  return lookUpAgain(view, from, question, 0, explain)
}

/** A look-up on behalf of another one, through the whole server: `depth` says how many stand behind it. */
export function lookUpAgain(
  view: ClusterView,
  from: Vantage,
  question: Question,
  depth: number,
  explain?: Scope,
): Step {
  if (depth > DEEPEST_LOOK_UP) return done(bareReply('SERVFAIL'))
  const key = nameKey(question.name)
  const [server] = blocksFor(view.settings, key, from.port)
  if (server === undefined) return done(bareReply('REFUSED', explain && [noServerBlock(question)]))
  const inquiry: Inquiry = {
    view,
    vantage: from,
    question,
    key,
    server,
    depth,
    ...(explain === undefined ? undefined : { explain }),
  }
  return runFrom(handlersOf(server), 0, inquiry)
}

function runFrom(handlers: readonly Handler[], index: number, inquiry: Inquiry): Step {
  const handler = handlers[index]
  // "no next plugin found" is a server failure in CoreDNS.
  if (handler === undefined) return done(bareReply('SERVFAIL', inquiry.explain && [noPluginLeft(inquiry.server)]))
  const next: Next = (onward) => runFrom(handlers, index + 1, onward)
  return handler(inquiry, next)
}

function noServerBlock(question: Question): { code: string; text: string } {
  return {
    code: 'no-server-block',
    text: `No server block of the Corefile holds ${question.name}, so the server refuses.`,
  }
}

function noPluginLeft(server: ServerBlock): { code: string; text: string } {
  const zones = server.listeners.map((listener) => listener.zone).join(' ')
  return { code: 'no-plugin-left', text: `No plugin of the server block "${zones}" answers for this name.` }
}
