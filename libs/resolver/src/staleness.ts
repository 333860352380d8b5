import {
  nameKey,
  type Answer,
  type DomainName,
  type ExtendedError,
  type Reason,
  type ResourceRecord,
  type ResponseCode,
} from '#libs/dns-model'
import { staleSince, type Coverage, type Kind } from '#libs/cluster-model'
import { isHeadless, isMulticluster, parseName, type NameMeaning, type Stanza } from '#libs/zone'
import type { Asking, Work } from './inquiry.js'
import { replyWith } from './reply.js'

/** Seconds: the longest that clients may keep what may no longer be so (RFC 8767, section 4, asks for no more than 30). */
const STALE_TTL = 5
/** RFC 8914, sections 4.4, 4.20 and 4.23. */
const LOST = 'the source of cluster state was lost'
const STALE_ERRORS: Partial<Record<ResponseCode, ExtendedError>> = {
  NOERROR: { code: 3, text: LOST },
  NXDOMAIN: { code: 19, text: LOST },
}
const TOO_OLD = { code: 22, text: 'the last known endpoints are too old' }

/** What answers may rest on in a view: nearly always everything is fresh, and every question asks. */
const stale = new WeakMap<Coverage, boolean>()

function isAnyStale(coverage: Coverage): boolean {
  let known = stale.get(coverage)
  if (known === undefined) stale.set(coverage, (known = staleSince(coverage) !== undefined))
  return known
}

/** Notes that an answer rests on these kinds, for the case that one of them is stale. */
export function noteStaleness({ view, work }: Asking, kinds: readonly Kind[]): void {
  if (!isAnyStale(view.coverage)) return
  const since = staleSince(view.coverage, kinds)
  if (since !== undefined) work.staleSince = Math.min(since, work.staleSince ?? Infinity)
}

/**
 * Notes that an answer rests on endpoints or pods that were last seen too long ago: their addresses may be others' by now. Cluster
 * addresses are not reused as long as their Service stands, and stay.
 */
export function noteTooOld(asking: Asking, stanza: Stanza, meaning: NameMeaning): void {
  const { view, work } = asking
  if (!isAnyStale(view.coverage)) return
  if (restsOnEndpoints(asking, meaning)) noteEndpointsTooOld(asking)
  if (isTooOld(view.coverage, 'Pod') && meaning.kind === 'pod' && stanza.plugin.pods === 'verified') {
    work.isTooOld = true
  }
}

/** The same for an answer that is known to rest on endpoints. */
export function noteEndpointsTooOld({ view, work }: Asking): void {
  if (isAnyStale(view.coverage) && isTooOld(view.coverage, 'EndpointSlice')) work.isTooOld = true
}

/** The same for a name that an address leads to. */
export function noteTargetTooOld(asking: Asking, stanza: Stanza, target: DomainName): void {
  if (!isAnyStale(asking.view.coverage)) return
  const { primaryZone, plugin } = stanza
  const meaning = parseName(nameKey(target), primaryZone, {
    multicluster: isMulticluster(stanza, primaryZone),
    zonal: plugin.zonal,
  })
  noteTooOld(asking, stanza, meaning)
}

/** An answer that rests on what is too old: none at all. */
export function tooOldAnswer({ explain }: Asking): Answer {
  const text = 'The source of cluster state was lost for so long that addresses of pods may belong to others by now.'
  return replyWith({
    rcode: 'SERVFAIL',
    authoritative: false,
    extendedError: TOO_OLD,
    reasons: explain && [{ code: 'state-too-old', text }],
  })
}

/** The answer as clients may have it when what it rests on is stale: for a short time, and told. */
export function staleAnswer(answer: Answer, { staleSince: since }: Readonly<Work>): Answer {
  if (since === undefined) return answer
  const extendedError = answer.extendedError ?? STALE_ERRORS[answer.rcode]
  return {
    ...answer,
    answer: shortened(answer.answer),
    authority: shortened(answer.authority),
    additional: shortened(answer.additional),
    ...(extendedError && { extendedError }),
    ...(answer.reasons && { reasons: [...answer.reasons, staleReason(since)] }),
  }
}

function shortened(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
  return records.map((record) => (record.ttl <= STALE_TTL ? record : { ...record, ttl: STALE_TTL }))
}

function staleReason(since: number): Reason {
  const at = new Date(since).toISOString()
  return { code: 'stale-state', text: `The source of cluster state was lost; this is what was known at ${at}.` }
}

function isTooOld(coverage: Coverage, kind: Kind): boolean {
  const covered = coverage[kind]
  return covered?.status === 'stale' && covered.tooOld === true
}

function restsOnEndpoints({ view }: Asking, meaning: NameMeaning): boolean {
  if (meaning.kind !== 'service') return false
  const inNamespace = view.state.namespaces.get(meaning.namespace)
  const service = inNamespace?.services.get(meaning.service)
  const imported = inNamespace?.imports.get(meaning.service)
  if (service === undefined && imported === undefined) return false
  const hasNoAddress = (service !== undefined && isHeadless(service)) || imported?.type === 'Headless'
  return meaning.endpoint !== undefined || hasNoAddress
}
