import { isSynced, type Kind } from '#libs/cluster-model'
import { isAtOrUnderAny, type ResourceRecord } from '#libs/dns-model'
import { matchZone, type Stanza } from '#libs/zone'
import type { Handler } from '../../inquiry.js'
import { bareReply, replyWith } from '../../reply.js'
import { noteVisibility } from '../../visibility.js'
import { noteStaleness, tooOldAnswer } from '../../staleness.js'
import { andThen, done, failed, type Step } from '../../step.js'
import { addressAnswer } from './address-answer.js'
import { explainFound, explainMissing, explainNoData } from './explain.js'
import { nameServerAnswer } from './name-server-answer.js'
import { stanzaInquiry, type Found, type StanzaInquiry } from './stanza-inquiry.js'
import { soaRecord } from './soa.js'
import { aliasAnswer, existence, reverseAnswer, textAnswer } from './plain-answers.js'
import { serviceAnswer } from './service-answer.js'

/**
 * The kubernetes plugin (CoreDNS plugin/kubernetes/handler.go): which answer a type gets, then NXDOMAIN, NODATA or SERVFAIL in
 * one place.
 */
export function kubernetesHandler(stanza: Stanza): Handler {
  const { fallthrough } = stanza.plugin
  const kinds = watchedKinds(stanza)
  return (inquiry, next) => {
    const matched = matchZone(stanza, inquiry.key)
    if (matched === undefined) return next(inquiry)
    noteVisibility(inquiry)
    noteStaleness(inquiry, kinds)
    inquiry.work.isTooOld = false
    const asked = stanzaInquiry(inquiry, stanza, matched)
    const found = findAnswer(asked)
    if (inquiry.work.isTooOld) return failed(tooOldAnswer(inquiry))
    if (found === 'refused') return failed(bareReply('REFUSED'))
    if (found !== 'absent') return finish(asked, found)
    if (isAtOrUnderAny(inquiry.key, fallthrough)) return next(inquiry)
    return done(absent(asked))
  }
}

function findAnswer(inquiry: StanzaInquiry): Found | 'absent' | 'refused' {
  const { type, name } = inquiry.question
  switch (type) {
    case 'A':
    case 'AAAA':
      return addressAnswer(inquiry)
    case 'SRV':
      return serviceAnswer(inquiry)
    case 'PTR':
      return reverseAnswer(inquiry)
    case 'CNAME':
      return aliasAnswer(inquiry)
    case 'TXT':
      return textAnswer(inquiry)
    // Below the apex CoreDNS looks nothing up for SOA: NODATA, whether the name exists or not.
    case 'SOA':
      return name === inquiry.zoneAsAsked ? { answer: [soaRecord(inquiry)] } : { answer: [] }
    case 'AXFR':
    case 'IXFR':
      return 'refused'
    case 'NS':
      // The name in lower case is held against the zone as asked, so an apex in other letters has no NS: followed.
      return inquiry.key === inquiry.zoneAsAsked ? nameServerAnswer(inquiry) : existence(inquiry)
    default:
      return existence(inquiry)
  }
}

/** Data, or NODATA with the SOA (RFC 2308, section 2.2). Nothing but data in a positive answer's authority section. */
function finish(inquiry: StanzaInquiry, found: Found): Step {
  if ('step' in found) {
    return andThen(found.step, (answer) =>
      done(answer.answer.length === 0 && answer.undecidable === undefined ? noData(inquiry) : answer),
    )
  }
  if (found.answer.length === 0) return done(noData(inquiry))
  const { answer, additional } = found
  return done(replyWith({ answer, additional, reasons: inquiry.explain && explainFound(inquiry, answer) }))
}

function noData(inquiry: StanzaInquiry): ReturnType<typeof replyWith> {
  return replyWith({
    authority: [soaRecord(inquiry)],
    reasons: inquiry.explain && explainNoData(inquiry),
  })
}

/** NXDOMAIN; while the state is not complete SERVFAIL, because the name may well exist. */
function absent(inquiry: StanzaInquiry): ReturnType<typeof replyWith> {
  const synced = isSynced(inquiry.view.coverage, watchedKinds(inquiry.stanza))
  const authority: ResourceRecord[] = [soaRecord(inquiry)]
  return replyWith({
    rcode: synced ? 'NXDOMAIN' : 'SERVFAIL',
    authority,
    ...(synced ? undefined : { extendedError: NOT_READY }),
    reasons: inquiry.explain && (synced ? explainMissing(inquiry) : [notSynced()]),
  })
}

function notSynced(): { code: string; text: string } {
  return { code: 'not-synced', text: 'The cluster has not been read completely yet, so the name may exist.' }
}

/** RFC 8914, section 4.15. */
const NOT_READY = { code: 14, text: 'the cluster has not been read completely yet' }

const watched = new WeakMap<Stanza, readonly Kind[]>()

/** What CoreDNS waits for before it says that a name does not exist. */
function watchedKinds(stanza: Stanza): readonly Kind[] {
  let kinds = watched.get(stanza)
  if (kinds === undefined) {
    const { noEndpoints, pods, multicluster } = stanza.plugin
    kinds = [
      'Namespace',
      'Service',
      ...(noEndpoints ? [] : (['EndpointSlice'] as const)),
      ...(pods === 'verified' ? (['Pod'] as const) : []),
      ...(multicluster.length > 0 ? (['ServiceImport'] as const) : []),
    ]
    watched.set(stanza, kinds)
  }
  return kinds
}
