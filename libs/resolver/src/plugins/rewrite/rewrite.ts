import { versionAtLeast, type CorefilePlace, type RewritePlugin, type RewriteRule } from '#libs/corefile'
import { nameKey, type Answer, type Reason } from '#libs/dns-model'
import type { Handler, Inquiry } from '../../inquiry.js'
import { isName } from '../../packable.js'
import { placeText } from '../../place-text.js'
import { bareReply } from '../../reply.js'
import { andThen, done, failed, retold, type Step } from '../../step.js'
import { attempt, undecidable, UnknownFact } from '../../unknown-fact.js'
import { describeRewriting } from './describe-rewriting.js'
import type { ResponseRule } from './response-rules.js'
import { rewriteReply } from './rewrite-reply.js'
import { compileRule, type CompiledRule, type RuleInquiry } from './rules.js'

interface Rule {
  readonly settings: RewriteRule
  readonly apply: CompiledRule
}

/** What the rules made of a question. */
interface Rewritten {
  readonly inquiry: Inquiry
  readonly responses: readonly ResponseRule[]
  /** False when the list ended without a rule that stops: CoreDNS restores the question then only if there are response rules. */
  readonly isStopped: boolean
  readonly isMatched: boolean
  readonly reasons: readonly Reason[]
}

/**
 * `rewrite`: the rules are tried in order and change the question for the plugins behind; their response rules then change the
 * reply, those of the last match first (CoreDNS plugin/rewrite).
 */
export function rewriteHandler(plugin: RewritePlugin): Handler {
  const rules = plugin.rules.map((settings): Rule => ({ settings, apply: compileRule(settings) }))
  return (inquiry, next) => {
    const rewritten = attempt(() => rewriteQuestion(rules, inquiry))
    if (rewritten instanceof UnknownFact) {
      return failed(undecidable(rewritten, `rewrite (${placeText(plugin.place)})`, inquiry.explain !== undefined))
    }
    if (!rewritten.isMatched) return next(inquiry)
    const { name } = rewritten.inquiry.question
    if (!isName(name)) return failed(invalidName(plugin.place, rewritten))
    const step = next(rewritten.inquiry)
    if (!rewritten.isStopped && rewritten.responses.length === 0) return withUnrestored(step, inquiry, rewritten)
    const newestFirst = versionAtLeast(inquiry.view.settings.version, '1.11.4')
    const order = newestFirst ? rewritten.responses.toReversed() : rewritten.responses
    return andThen(step, (reply) => {
      const explained = withReasons(reply, rewritten.reasons)
      return reply.dropped === true || order.length === 0
        ? done(explained)
        : rewriteReply(explained, order, rewritten.inquiry)
    })
  }
}

function rewriteQuestion(rules: readonly Rule[], asked: Inquiry): Rewritten {
  const { metadata } = asked
  let now: RuleInquiry = asked
  let isMatched = false
  let isStopped = false
  const responses: ResponseRule[] = []
  const reasons: Reason[] = []
  for (const { settings, apply } of rules) {
    const rewriting = apply(now)
    if (rewriting === undefined) continue
    isMatched = true
    responses.push(...rewriting.responses)
    if (asked.explain !== undefined) reasons.push(...describeRewriting(settings, now, rewriting))
    const { question = now.question, questionClass = now.questionClass } = rewriting
    now = { question, key: nameKey(question.name), questionClass, metadata }
    isStopped = settings.mode === 'stop'
    if (isStopped || !isName(question.name)) break
  }
  const { question, key, questionClass } = now
  const inquiry: Inquiry = { ...asked, question, key, ...(questionClass !== undefined && { questionClass }) }
  return { inquiry, responses, isStopped, isMatched, reasons }
}

function withReasons(answer: Answer, reasons: readonly Reason[]): Answer {
  return reasons.length === 0 ? answer : { ...answer, reasons: [...reasons, ...(answer.reasons ?? [])] }
}

/** The reply repeats the rewritten question, which clients take for an answer to something else. */
function withUnrestored(step: Step, asked: Inquiry, { inquiry, reasons }: Rewritten): Step {
  return retold(step, (answer) => {
    const explained = withReasons(answer, reasons)
    const { name, type } = inquiry.question
    if (name === asked.question.name && type === asked.question.type) return explained
    const note = `No rewrite rule stops here, so CoreDNS's reply repeats the rewritten question (${name} ${type}); clients discard it.`
    return { ...explained, notes: [...(explained.notes ?? []), note] }
  })
}

function invalidName(place: CorefilePlace, { inquiry, reasons }: Rewritten): Answer {
  const text = `rewrite (${placeText(place)}) made "${inquiry.question.name.slice(0, 80)}" of the name, which is no name.`
  return bareReply('SERVFAIL', inquiry.explain && [...reasons, { code: 'invalid-rewrite', text }])
}
