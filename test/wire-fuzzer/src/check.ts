import { isDeepStrictEqual } from 'node:util'
import type { Answer, ResourceRecord } from '#libs/dns-model'
import { decodeMessage, decodeQuery, encodeAnswer, encodeMessage, type Query } from '#libs/dns-wire'

const MAX_TCP = 65535
const MIN_UDP = 512

/** Far more than fits into a UDP answer. */
const MANY: readonly ResourceRecord[] = Array.from({ length: 30 }, (_, i) => ({
  name: 'hdl-30.prod.svc.cluster.local.',
  ttl: 5,
  data: {
    type: 'SRV',
    priority: 0,
    weight: 1,
    port: 80,
    target: `10-244-0-${i}.hdl-30.prod.svc.cluster.local.`,
  },
}))
const LARGE_ANSWER: Answer = {
  rcode: 'NOERROR',
  authoritative: true,
  recursionAvailable: false,
  truncated: false,
  answer: MANY,
  authority: MANY.slice(0, 2),
  additional: MANY.slice(0, 10),
  extendedError: { code: 3, text: 'stale answer' },
}

/** Everything that must hold for any octets whatever; the first that does not, in words. */
export function brokenRule(bytes: Uint8Array): string | undefined {
  return brokenAsQuery(bytes) ?? brokenAsMessage(bytes)
}

function brokenAsQuery(bytes: Uint8Array): string | undefined {
  const decoded = decodeQuery(bytes, { anyClass: true })
  switch (decoded.kind) {
    case 'ignore':
      return undefined
    case 'error':
      if (decoded.reply.length > MIN_UDP) return 'an error reply is too long'
      return decodeMessage(decoded.reply).kind === 'message' ? undefined : 'an error reply can not be read'
    case 'query':
      return (
        brokenReply(decoded, encodeAnswer(decoded, LARGE_ANSWER, { transport: 'udp', echoesOptions: true }), 'udp') ??
        brokenReply(decoded, encodeAnswer(decoded, LARGE_ANSWER, { transport: 'tcp' }), 'tcp')
      )
  }
}

function brokenReply(query: Query, reply: Uint8Array, transport: 'udp' | 'tcp'): string | undefined {
  const limit = transport === 'tcp' ? MAX_TCP : Math.max(MIN_UDP, query.edns?.udpSize ?? 0)
  if (reply.length > limit) return `a ${transport} answer of ${reply.length} octets is over the limit of ${limit}`
  const decoded = decodeMessage(reply)
  if (decoded.kind === 'malformed') return `an answer can not be read: ${decoded.reason}`
  const { message } = decoded
  if (message.id !== query.id || message.questions[0]?.name !== query.question.name)
    return 'the answer is to another query'
  const records = message.answer.length + message.authority.length + message.additional.length
  const isWhole =
    records === LARGE_ANSWER.answer.length + LARGE_ANSWER.authority.length + LARGE_ANSWER.additional.length
  return message.flags.truncated === !isWhole ? undefined : 'TC does not tell whether records are missing'
}

function brokenAsMessage(bytes: Uint8Array): string | undefined {
  const decoded = decodeMessage(bytes)
  if (decoded.kind === 'malformed') return undefined
  const again = decodeMessage(encodeMessage(decoded.message))
  if (again.kind === 'malformed') return `a message written anew can not be read: ${again.reason}`
  return isDeepStrictEqual(again.message, decoded.message) ? undefined : 'a message written anew reads otherwise'
}
