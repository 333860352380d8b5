import type { Handler } from '../inquiry.js'
import { replyWith } from '../reply.js'
import { done } from '../step.js'

/** `any`: a question of type ANY gets one HINFO that says so (RFC 8482, section 4.2). Its TTL is that RFC's number. */
export const anyHandler: Handler = (inquiry, next) => {
  const { name, type } = inquiry.question
  if (type !== 'ANY') return next(inquiry)
  const data = { type: 'HINFO', cpu: 'ANY obsoleted', os: 'See RFC 8482' } as const
  return done(replyWith({ authoritative: false, answer: [{ name, ttl: 8482, data }] }))
}
