import { isVisible, type Scope } from '#libs/cluster-model'
import { nameKey, type Answer, type Question } from '#libs/dns-model'
import type { ClusterView } from '#libs/zone'
import { answerWithin } from './answer-question.js'
import type { Work } from './inquiry.js'
import { bareReply } from './reply.js'
import { done, retold, type Step } from './step.js'
import type { Vantage } from './vantage.js'
import { reachesHidden } from './visibility.js'

/** REFUSED as "Prohibited" (RFC 8914, section 4.19): how a message tells the outcome Forbidden. */
const PROHIBITED: Answer = { ...bareReply('REFUSED'), extendedError: { code: 18, text: '' } }

/**
 * `answerQuestion` for a caller with this scope, for doors that speak DNS: what the caller may not see is refused, the same
 * whether it exists or not.
 */
export function answerInScope(view: ClusterView, from: Vantage, question: Question, scope: Scope): Step {
  if (reachesHidden(view, scope, nameKey(question.name))) return done(PROHIBITED)
  const { step, work } = answerWithin(view, from, question, undefined, scope.all ? undefined : scope)
  return retold(step, (answer) => visibleAnswer(answer, work, scope) ?? PROHIBITED)
}

/** The answer without the records of hidden namespaces; `undefined` when the caller may not know of it at all. */
export function visibleAnswer(answer: Answer, work: Readonly<Work>, scope: Scope): Answer | undefined {
  if (work.reachesHidden) return undefined
  const isSeen = (record: { namespace?: string }): boolean => isVisible(scope, record.namespace)
  const records = answer.answer.filter(isSeen)
  if (records.length === 0 && (answer.answer.length > 0 || work.hidesNegatives)) return undefined
  return { ...answer, answer: records, additional: answer.additional.filter(isSeen) }
}
