import type { Answer } from '#libs/dns-model'
import type { Handler } from '../inquiry.js'
import { afterReply, done } from '../step.js'

/** `minimal`: positive answers go out without authority and additional sections; negative ones and referrals keep theirs. */
export const minimalHandler: Handler = (inquiry, next) =>
  afterReply(next(inquiry), (answer) =>
    done(isPositive(answer) ? { ...answer, authority: [], additional: [] } : answer),
  )

/** An answer without records is positive, too, if no SOA and no NS says otherwise (CoreDNS plugin/pkg/response). */
function isPositive({ rcode, answer, authority }: Answer): boolean {
  if (rcode !== 'NOERROR') return false
  return answer.length > 0 || !authority.some(({ data }) => data.type === 'SOA' || data.type === 'NS')
}
