import type { ForwardPlugin } from '#libs/corefile'
import { isAtOrUnder, type Answer } from '#libs/dns-model'
import type { Handler, Inquiry } from '../inquiry.js'
import { bareReply, replyWith } from '../reply.js'
import { done, type Reply, type Step } from '../step.js'

/** `forward`: questions under `from`, less `except`, go to the upstreams; the rest goes on. */
export function forwardHandler(forward: ForwardPlugin): Handler {
  return (inquiry, next) => {
    const { key } = inquiry
    if (!isAtOrUnder(key, forward.from) || forward.except.some((zone) => isAtOrUnder(key, zone))) return next(inquiry)
    return {
      kind: 'ask',
      question: inquiry.question,
      forward,
      resume: (reply): Step => done(answerOf(reply, inquiry, forward)),
    }
  }
}

function answerOf(reply: Reply, inquiry: Inquiry, forward: ForwardPlugin): Answer {
  const to = forward.to.join(' ')
  switch (reply.kind) {
    case 'reply':
      return {
        ...reply.message,
        ...(inquiry.explain && {
          reasons: [
            { code: 'forwarded', text: `${inquiry.question.name} is no cluster name; an upstream (${to}) answered.` },
          ],
        }),
      }
    case 'refused':
      return bareReply('REFUSED', inquiry.explain && [{ code: 'too-many-queries', text: reply.reason }])
    case 'failed':
      return bareReply('SERVFAIL', inquiry.explain && [{ code: 'upstream-failed', text: reply.reason }])
    case 'undecidable':
      return replyWith({
        rcode: 'SERVFAIL',
        authoritative: false,
        undecidable: 'upstream',
        reasons: inquiry.explain && [
          {
            code: 'upstream-not-asked',
            text: `${inquiry.question.name} is no cluster name; CoreDNS would ask ${to}, which can't be asked here.`,
          },
        ],
      })
  }
}
