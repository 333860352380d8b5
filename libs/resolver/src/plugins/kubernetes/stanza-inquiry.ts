import type { DomainName, ResourceRecord } from '#libs/dns-model'
import { isMulticluster, lookUp, lookUpImport, parseName, type LookUp, type NameMeaning, type Stanza } from '#libs/zone'
import type { Inquiry } from '../../inquiry.js'
import { noteTooOld } from '../../staleness.js'
import type { Step } from '../../step.js'

/** A question that a stanza of the kubernetes plugin owns. */
export interface StanzaInquiry extends Inquiry {
  readonly stanza: Stanza
  /** The stanza's longest zone that holds the name, as written in the Corefile. */
  readonly zone: DomainName
  /** The same zone in the letters of the question: SRV targets and the SOA echo them. */
  readonly zoneAsAsked: DomainName
  /** What the name means in the zone. */
  readonly meaning: NameMeaning
}

/** What was found for a question: records (none is NODATA), or a step that must be finished first. */
export type Found =
  | { readonly answer: readonly ResourceRecord[]; readonly additional?: readonly ResourceRecord[] | undefined }
  | { readonly step: Step }

const NOTHING: LookUp = { exists: false, hits: [] }

/** The question, once it has turned out to be the stanza's: its name lies in this zone. */
export function stanzaInquiry(inquiry: Inquiry, stanza: Stanza, zone: DomainName): StanzaInquiry {
  const { view, vantage, question, key, explain, limit, depth, aliases, work } = inquiry
  const { server, questionClass, metadata, lookUp: lookUpThrough } = inquiry
  const { name } = question
  return {
    view,
    vantage,
    question,
    key,
    explain,
    limit,
    depth,
    aliases,
    work,
    server,
    questionClass,
    metadata,
    lookUp: lookUpThrough,
    stanza,
    zone,
    zoneAsAsked: zone === '.' ? '.' : name.slice(name.length - zone.length),
    meaning: parseName(key, zone, { multicluster: isMulticluster(stanza, zone), zonal: stanza.plugin.zonal }),
  }
}

/** What the name leads to in the stanza's zone: Services, or ServiceImports in a multicluster one. */
export function placesOf(inquiry: StanzaInquiry, eachPort: boolean): LookUp {
  const { stanza, zone, view, meaning } = inquiry
  // A reverse zone holds no names but its own inner nodes, whatever its labels spell.
  if (stanza.reverseZones.has(zone) && meaning.kind !== 'node') return NOTHING
  noteTooOld(inquiry, stanza, meaning)
  return isMulticluster(stanza, zone)
    ? lookUpImport(view.state, stanza, meaning, eachPort)
    : lookUp(view.state, stanza, meaning, eachPort)
}
