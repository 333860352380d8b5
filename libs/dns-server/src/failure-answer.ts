import type { Answer } from '#libs/dns-model'

/** RFC 8914, section 4.23. */
const NO_REACHABLE_AUTHORITY = 22

/** SERVFAIL, and nothing more. */
export const SERVER_FAILURE: Answer = {
  rcode: 'SERVFAIL',
  authoritative: false,
  recursionAvailable: false,
  truncated: false,
  answer: [],
  authority: [],
  additional: [],
}

/** The answer as a message can tell it: where a fact is missing, nothing that was found so far can be trusted to be the whole. */
export function tellableAnswer(answer: Answer): Answer {
  const { undecidable: fact } = answer
  if (fact === undefined) return answer
  const text = fact === 'upstream' ? 'names outside the cluster are not asked for here' : `not known here: ${fact}`
  return { ...SERVER_FAILURE, extendedError: { code: NO_REACHABLE_AUTHORITY, text } }
}
