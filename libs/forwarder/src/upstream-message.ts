import { RESPONSE_CODES, type Question, type ResponseCode } from '#libs/dns-model'
import type { Message } from '#libs/dns-wire'
import type { UpstreamMessage } from '#libs/resolver'
import { withinBailiwick } from './bailiwick.js'

const CODES = new Map<number, ResponseCode>(
  Object.entries(RESPONSE_CODES).map(([name, code]) => [code, name as ResponseCode]),
)

/** What of an upstream's message is passed on. A code that has no place in an answer is a failure of the upstream. */
export function upstreamMessage(question: Question, message: Message): UpstreamMessage {
  const { flags, rcode, extendedError } = message
  return {
    rcode: CODES.get(rcode) ?? 'SERVFAIL',
    authoritative: flags.authoritative,
    recursionAvailable: flags.recursionAvailable,
    truncated: flags.truncated,
    ...withinBailiwick(question, message),
    ...(extendedError && { extendedError }),
  }
}

/** What is left of a message that was cut in the middle: that it was. */
export const CUT: UpstreamMessage = {
  rcode: 'NOERROR',
  authoritative: false,
  recursionAvailable: true,
  truncated: true,
  answer: [],
  authority: [],
  additional: [],
}
