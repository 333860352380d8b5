import type { DomainName, Question, ResourceRecord } from '#libs/dns-model'
import type { ClusterView } from '#libs/zone'
import { answerWithin } from './answer-question.js'
import type { Step } from './step.js'
import type { Vantage } from './vantage.js'

/** What comes of asking for a zone. */
export type ZoneTransfer =
  /** The records of the zone, the SOA first and last (RFC 5936, section 2.2), in parts; a part may be empty. */
  | { readonly kind: 'transfer'; readonly zone: DomainName; readonly parts: Iterable<readonly ResourceRecord[]> }
  /** No transfer: the question is answered like any other. */
  | { readonly kind: 'step'; readonly step: Step }

/**
 * A question of type AXFR or IXFR, answered with a whole zone where the Corefile's `transfer` lets the client have it. The parts
 * are made as they are taken, from this view alone, so that a big zone holds nobody up. An IXFR gets the whole zone too
 * (RFC 1995, section 2 allows it), or the SOA alone when the client is up to date.
 * @param heldSerial The serial that an IXFR client says it has.
 */
export function zoneTransfer(view: ClusterView, from: Vantage, question: Question, heldSerial?: number): ZoneTransfer {
  const { step, work } = answerWithin(view, from, question, undefined, undefined, heldSerial)
  if (work.transfer === undefined) return { kind: 'step', step }
  const { zone, ttl } = work.transfer
  const isCurrent =
    question.type === 'IXFR' && heldSerial !== undefined && heldSerial !== 0 && zone.isCurrent(heldSerial)
  const parts = isCurrent ? [[zone.soa]] : wholeZone(zone.soa, zone.records())
  return { kind: 'transfer', zone: zone.soa.name, parts: ttl === undefined ? parts : withTtl(parts, ttl) }
}

function* wholeZone(
  soa: ResourceRecord,
  records: Iterable<readonly ResourceRecord[]>,
): Generator<readonly ResourceRecord[]> {
  yield [soa]
  yield* records
  yield [soa]
}

function* withTtl(parts: Iterable<readonly ResourceRecord[]>, ttl: number): Generator<readonly ResourceRecord[]> {
  for (const part of parts) yield part.map((record) => ({ ...record, ttl }))
}
