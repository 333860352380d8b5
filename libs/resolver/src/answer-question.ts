import type { Scope } from '#libs/cluster-model'
import { nameKey, type Answer, type Question, type Reason } from '#libs/dns-model'
import type { ClusterView } from '#libs/zone'
import { workFor, type Asking, type Inquiry, type Work } from './inquiry.js'
import { metadataOf } from './metadata.js'
import { bareReply } from './reply.js'
import { blockFor } from './server-blocks.js'
import { unlessBroken } from './packable.js'
import { staleAnswer } from './staleness.js'
import { done, retold, type Step } from './step.js'
import { UnknownFact, undecidable } from './unknown-fact.js'
import type { Vantage } from './vantage.js'

/** How many look-ups may stand behind each other: more than the nine aliases that CoreDNS itself counts. */
const DEEPEST_LOOK_UP = 10
/** Templates can ask for several look-ups each, so their number is bounded apart from their depth. */
const MOST_LOOK_UPS = 200

/**
 * The only way to an answer: what the cluster's CoreDNS would say to this question, in this view. Pure: no clock, no chance, no
 * network. Where an upstream must be asked the step says so. Reasons are given when `explain` names what they may tell of.
 */
export function answerQuestion(view: ClusterView, from: Vantage, question: Question, explain?: Scope): Step {
  return answerWithin(view, from, question, explain, undefined).step
}

/** The same, with what was noted on the way; for a limited caller that is what it must not learn. */
export function answerWithin(
  view: ClusterView,
  from: Vantage,
  question: Question,
  explain: Scope | undefined,
  limit: Scope | undefined,
  heldSerial?: number,
): { readonly step: Step; readonly work: Readonly<Work> } {
  const work = workFor(MOST_LOOK_UPS, heldSerial)
  const key = nameKey(question.name)
  const step = serve({ view, vantage: from, question, key, explain, limit, depth: 0, aliases: 0, work })
  const isPlain = step.kind === 'answer' && !work.isExhausted && !work.hasBrokenNames && work.staleSince === undefined
  return { step: isPlain ? step : retold(step, (answer) => checked(answer, work)), work }
}

function checked(answer: Answer, work: Work): Answer {
  if (work.isExhausted) return { ...bareReply('SERVFAIL', answer.reasons), undecidable: 'end of a chain of look-ups' }
  return staleAnswer(work.hasBrokenNames ? unlessBroken(answer) : answer, work)
}

function serve(asking: Asking): Step {
  const { view, vantage, question, key, explain, limit, depth, aliases, work } = asking
  const block = blockFor(asking)
  if (block === undefined) return done(bareReply('REFUSED', explain && [noServerBlock(question)]))
  if (block instanceof UnknownFact) return done(undecidable(block, 'The choice of a view', explain !== undefined))
  const { server } = block
  const metadata = block.metadata && metadataOf(block, asking)
  // Written out, here and wherever every question passes: objects that grow by spreading cost more than the answer itself.
  const step = block.answer({
    view,
    vantage,
    question,
    key,
    explain,
    limit,
    depth,
    aliases,
    work,
    server,
    questionClass: undefined,
    metadata,
    lookUp,
  })
  return explain === undefined || block.view === undefined ? step : withReason(step, block.view.reason)
}

function withReason(step: Step, reason: Reason): Step {
  return retold(step, (answer) => ({ ...answer, reasons: [reason, ...(answer.reasons ?? [])] }))
}

function lookUp(behind: Inquiry, question: Question, aliases = behind.aliases): Step {
  const { view, vantage, explain, limit, work } = behind
  const depth = behind.depth + 1
  if (depth > DEEPEST_LOOK_UP || work.lookUpsLeft === 0) {
    work.isExhausted = true
    return done(tooManyLookUps(question, explain !== undefined))
  }
  work.lookUpsLeft--
  const key = nameKey(question.name)
  return serve({ view, vantage, question, key, explain, limit, depth, aliases, work })
}

/** CoreDNS has no such bound everywhere: a template that leads to itself ends its process. */
function tooManyLookUps({ name }: Question, explains: boolean): Answer {
  const text = `${name} was not looked up: at most ${MOST_LOOK_UPS} look-ups, ${DEEPEST_LOOK_UP} deep, are made for one question.`
  return bareReply('SERVFAIL', explains ? [{ code: 'too-many-look-ups', text }] : undefined)
}

function noServerBlock(question: Question): { code: string; text: string } {
  return {
    code: 'no-server-block',
    text: `No server block of the Corefile holds ${question.name}, so the server refuses.`,
  }
}
