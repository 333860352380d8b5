import type { HeaderPlugin } from '#libs/corefile'
import type { Answer, Reason } from '#libs/dns-model'
import type { Handler } from '../inquiry.js'
import { placeText } from '../place-text.js'
import { afterReply, done } from '../step.js'

/**
 * `header`: sets and clears AA and RA of the replies that the plugins behind it write. RD repeats the client's, which an answer
 * does not hold; what is set in the query reaches upstreams only.
 */
export function headerHandler(plugin: HeaderPlugin): Handler | undefined {
  const authoritative = plugin.response.findLast(({ flag }) => flag === 'aa')?.value
  const recursionAvailable = plugin.response.findLast(({ flag }) => flag === 'ra')?.value
  if (authoritative === undefined && recursionAvailable === undefined) return undefined
  const reason: Reason = {
    code: 'header-bits',
    text: `header (${placeText(plugin.place)}) changes the bits AA and RA of the reply.`,
  }
  return (inquiry, next) =>
    afterReply(next(inquiry), (reply): ReturnType<typeof done> => {
      const changed: Answer = {
        ...reply,
        authoritative: authoritative ?? reply.authoritative,
        recursionAvailable: recursionAvailable ?? reply.recursionAvailable,
      }
      return done(inquiry.explain ? { ...changed, reasons: [...(reply.reasons ?? []), reason] } : changed)
    })
}
