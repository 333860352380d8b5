import type { DomainName } from './domain-name.js'
import type { RecordData } from './record-data.js'
import type { RecordType } from './record-type.js'

/** A question of class IN (RFC 1035, section 4.1.2). */
export interface Question {
  /** Absolute. Letter case is kept: answers echo it. */
  readonly name: DomainName
  readonly type: RecordType
}

/** One record of an answer. */
export interface ResourceRecord {
  readonly name: DomainName
  /** Seconds, 0 to 2^31-1 (RFC 2181, section 8). */
  readonly ttl: number
  readonly data: RecordData
  /** The Kubernetes namespace that the record speaks of; absent for the zone's own records and for outside names. */
  readonly namespace?: string
}

/** Response codes (RFC 1035, section 4.1.1; RFC 2136, section 2.2; RFC 6891, section 9) that Namescope gives or passes on. */
export const RESPONSE_CODES = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  BADVERS: 16,
} as const

export type ResponseCode = keyof typeof RESPONSE_CODES

/** A Kubernetes object that an answer rests on. Cluster-scoped objects have no namespace. */
export interface ObjectReference {
  readonly kind: string
  readonly namespace?: string
  readonly name: string
}

/** One reason behind an answer, for people (`text`) and for programs (`code`). */
export interface Reason {
  /** Stable, in kebab case: `service-cluster-ip`, `no-such-service`, `exists-in-other-namespace`. */
  readonly code: string
  /** One sentence. */
  readonly text: string
  /** The namespace that the reason tells of; absent when it tells of none. Reasons of namespaces outside the scope are left out. */
  readonly namespace?: string
  readonly objects?: readonly ObjectReference[]
  /** A name that the asker may have meant. */
  readonly suggestion?: DomainName
}

/** An Extended DNS Error (RFC 8914). */
export interface ExtendedError {
  /** 0 to 65535: 3 stale answer, 14 not ready, 19 stale NXDOMAIN, 22 no reachable authority. */
  readonly code: number
  readonly text: string
}

/**
 * What the server says to a question: the DNS message without its id and question. NXDOMAIN, SERVFAIL and the like are
 * values, never exceptions. Sections are in canonical order with full TTLs; rotation and ageing come later.
 */
export interface Answer {
  readonly rcode: ResponseCode
  readonly authoritative: boolean
  /** RA: whether the server would recurse. CoreDNS sets it only on what `forward` brought. */
  readonly recursionAvailable: boolean
  readonly truncated: boolean
  readonly answer: readonly ResourceRecord[]
  readonly authority: readonly ResourceRecord[]
  readonly additional: readonly ResourceRecord[]
  readonly extendedError?: ExtendedError
  /** The server sends nothing at all (`acl` with `drop`): the client waits in vain. */
  readonly dropped?: true
  /** A fact that was missing, so that the answer can't be known: `upstream` for an outside name that nobody may ask here. */
  readonly undecidable?: string
  /** Why; present only when the question was asked with a scope for explanations. */
  readonly reasons?: readonly Reason[]
  /** What was assumed (a Corefile, a version), or not modelled (a plugin). Never silently left out. */
  readonly notes?: readonly string[]
}

/** What an answer means to the asker, in one word. */
export type Outcome = 'Answer' | 'NoData' | 'NxDomain' | 'Refused' | 'ServFail' | 'Undecidable' | 'Forbidden'

/** The outcome of an answer: NODATA is NOERROR without an answer section (RFC 2308, section 2.2). */
export function outcomeOf(answer: Answer): Outcome {
  if (answer.undecidable !== undefined) return 'Undecidable'
  switch (answer.rcode) {
    case 'NOERROR':
      return answer.answer.length > 0 ? 'Answer' : 'NoData'
    case 'NXDOMAIN':
      return 'NxDomain'
    case 'REFUSED':
      return 'Refused'
    default:
      return 'ServFail'
  }
}
