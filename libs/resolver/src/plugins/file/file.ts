import type { FilePlugin, FileZone } from '#libs/corefile'
import { isAtOrUnder, isAtOrUnderAny, type Reason } from '#libs/dns-model'
import type { Handler, Inquiry, Next } from '../../inquiry.js'
import { placeText } from '../../place-text.js'
import { bareReply, replyWith } from '../../reply.js'
import { done, failed, type Step } from '../../step.js'
import { undecidable, UnknownFact } from '../../unknown-fact.js'
import type { ZoneAnswer } from './zone-answer.js'
import { zoneData, type ZoneData } from './zone-data.js'
import { lookUpInZone } from './zone-look-up.js'
import { zoneRules } from './zone-rules.js'

/** Where the plugin stands. */
export interface FileContext {
  /** CoreDNS's version. */
  readonly version: string
  /** Whether other plugins stand behind it. */
  readonly hasNext: boolean
}

/**
 * `file` and `auto`: zone files (CoreDNS plugin/file, plugin/auto). The longest zone that holds the name answers; a name in none
 * goes on, and is refused when no other plugin stands behind.
 */
export function fileHandler(plugin: FilePlugin, { version, hasNext }: FileContext): Handler {
  const rules = zoneRules(version)
  const zones = plugin.zones.toSorted((a, b) => b.origin.length - a.origin.length)
  const read = new Map<FileZone, ZoneData | undefined>()
  /** A zone is read when the first question for it comes. */
  const dataOf = (zone: FileZone): ZoneData | undefined => {
    if (!read.has(zone)) read.set(zone, zoneData(zone, rules.keepsServiceCase))
    return read.get(zone)
  }
  return (inquiry, next) => {
    const zone = zones.find(({ origin }) => isAtOrUnder(inquiry.key, origin))
    if (zone === undefined) return hasNext || !rules.refusesWithoutNext ? next(inquiry) : failed(bareReply('REFUSED'))
    if (zone.records === undefined) {
      const missing = new UnknownFact(`zone file ${zone.file}`)
      const what = `${plugin.name} (${placeText(plugin.place)})`
      return failed(undecidable(missing, what, inquiry.explain !== undefined))
    }
    const { type } = inquiry.question
    if (type === 'AXFR' || type === 'IXFR') return failed(bareReply('REFUSED'))
    const data = dataOf(zone)
    if (data === undefined) return failed(bareReply('SERVFAIL'))
    return lookUpInZone({ inquiry, zone: data, rules }, (found) => answerWith(plugin, data, found, inquiry, next))
  }
}

function answerWith(plugin: FilePlugin, zone: ZoneData, found: ZoneAnswer, inquiry: Inquiry, next: Next): Step {
  const { result, answer } = found
  // Empty non-terminals fall through, too.
  const isAbsent = answer.length === 0 && (result === 'no-name' || result === 'success')
  if (isAbsent && isAtOrUnderAny(inquiry.key, plugin.fallthrough)) return next(inquiry)
  const reasons = inquiry.explain && [explained(plugin, zone, found, inquiry), ...(found.reasons ?? [])]
  if (result === 'failure' && answer.length === 0) return failed(bareReply('SERVFAIL', reasons))
  return done(
    replyWith({
      rcode: result === 'no-name' ? 'NXDOMAIN' : result === 'failure' ? 'SERVFAIL' : 'NOERROR',
      // A referral speaks for another zone, unless an alias of this one led there.
      authoritative: result !== 'delegation' || (answer.length > 0 && plugin.name === 'file'),
      answer,
      authority: found.authority,
      additional: found.additional,
      undecidable: found.undecidable,
      reasons,
    }),
  )
}

function explained(
  plugin: FilePlugin,
  zone: ZoneData,
  { result, answer }: ZoneAnswer,
  { key, question }: Inquiry,
): Reason {
  const file = `The zone file ${zone.file} (${plugin.name}, ${placeText(plugin.place)})`
  const alias = answer.find(({ data }) => data.type === 'CNAME' || data.type === 'DNAME')
  if (result === 'delegation')
    return { code: 'zone-file-delegation', text: `${file} delegates ${key} to other name servers.` }
  if (alias !== undefined && question.type !== alias.data.type) {
    return {
      code: 'zone-file-alias',
      text: `${file} holds an alias (${alias.data.type}) at ${alias.name}, which is followed.`,
    }
  }
  if (answer.length > 0) return { code: 'zone-file-record', text: `${file} holds ${question.type} records for ${key}.` }
  if (result === 'failure') return { code: 'zone-file-loop', text: `${file} leads ${key} in a circle.` }
  if (result === 'no-name') return { code: 'zone-file-no-name', text: `${file} has no name ${key}.` }
  return { code: 'zone-file-no-data', text: `${file} has the name ${key}, but no ${question.type} records for it.` }
}
