import type { ForwardPlugin } from '#libs/corefile'
import { isAtOrUnder, isAtOrUnderAny, type Answer } from '#libs/dns-model'
import type { Handler, Inquiry } from '../inquiry.js'
import { bareReply, replyWith } from '../reply.js'
import { done, failed, type Reply, type Step, type UpstreamMessage } from '../step.js'
import { undecidable, UnknownFact } from '../unknown-fact.js'

/**
 * `forward`: questions under `from`, less `except`, go to the upstreams; the rest goes on. `isFollowed` says that another forward
 * stands right behind: only then a reply that `next` names goes on.
 */
export function forwardHandler(forward: ForwardPlugin, isFollowed: boolean): Handler {
  return (inquiry, next) => {
    if (!isForwarded(forward, inquiry.key)) return next(inquiry)
    if (inquiry.questionClass !== undefined) {
      const fact = new UnknownFact(`what an upstream says in class ${inquiry.questionClass}`)
      return failed(undecidable(fact, 'The answer', inquiry.explain !== undefined))
    }
    return {
      kind: 'ask',
      question: inquiry.question,
      forward,
      resume: (reply): Step => {
        const goesOn = isFollowed && reply.kind === 'reply' && isNext(forward, reply.message)
        return goesOn ? next(inquiry) : conclude(reply, inquiry, forward)
      },
    }
  }
}

/** The zone itself is forwarded even if it is excepted. */
function isForwarded({ from, except }: ForwardPlugin, key: string): boolean {
  return isAtOrUnder(key, from) && (key === from || !isAtOrUnderAny(key, except))
}

function isNext({ next }: ForwardPlugin, { rcode, answer }: UpstreamMessage): boolean {
  return next.includes(rcode) || (rcode === 'NOERROR' && answer.length === 0 && next.includes('NODATA'))
}

function conclude(reply: Reply, inquiry: Inquiry, forward: ForwardPlugin): Step {
  const to = forward.to.join(' ')
  switch (reply.kind) {
    case 'reply':
      return done(passedOn(reply.message, inquiry, to))
    case 'refused':
      return failed(bareReply('REFUSED', inquiry.explain && [{ code: 'too-many-queries', text: reply.reason }]))
    case 'failed':
      return failed(bareReply('SERVFAIL', inquiry.explain && [{ code: 'upstream-failed', text: reply.reason }]))
    case 'undecidable':
      return done(
        replyWith({
          rcode: 'SERVFAIL',
          authoritative: false,
          undecidable: 'upstream',
          reasons: inquiry.explain && [
            {
              code: 'upstream-not-asked',
              text: `${inquiry.question.name} is no cluster name; CoreDNS would ask ${to}, which can't be asked here.`,
            },
          ],
        }),
      )
  }
}

function passedOn(message: UpstreamMessage, { question, explain }: Inquiry, to: string): Answer {
  const reasons = explain && [
    { code: 'forwarded', text: `${question.name} is no cluster name; an upstream (${to}) answered.` },
  ]
  return { ...message, ...(reasons && { reasons }) }
}
