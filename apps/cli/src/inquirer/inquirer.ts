import type { SourceProblem } from '#libs/cluster-model'
import type { ClusterStatus, KindStatus } from '#libs/cluster-view'
import type { PolicyPage, PolicyVerdict, VerdictRequest } from '#libs/network-policy'
import type { LookUpRequest, LookUpResult } from '#libs/trace'
import type { WhatIfReport } from '#libs/what-if'
import type { RawRecordFilter, RecordDifference, RecordPage } from '#libs/zone'

export interface ResolveQuery extends LookUpRequest {
  /** RFC 3339, `-15m`, a revision, or a snapshot. Absent means now; so it does everywhere below. */
  readonly at?: string
}

export interface RecordsQuery {
  readonly filter: RawRecordFilter
  readonly at?: string
}

export interface PoliciesQuery {
  readonly namespace?: string | undefined
  readonly at?: string | undefined
}

export interface VerdictQuery extends VerdictRequest {
  readonly at?: string | undefined
}

export interface ZoneFileQuery {
  readonly zone: string
  readonly at?: string | undefined
}

/** A change that has not been made. */
export interface Proposal {
  /** Manifests whose objects are created or replaced. */
  readonly apply: readonly ManifestText[]
  /** Manifests that name the objects to delete: kind and metadata are enough. */
  readonly delete: readonly ManifestText[]
  /** What to resolve in the cluster as it would be. */
  readonly questions: readonly LookUpRequest[]
  /** What it would be done to. */
  readonly at?: string
}

export interface ManifestText {
  /** As the user named it, for error messages. */
  readonly file: string
  readonly text: string
}

export interface ProposalAnswer {
  readonly report: WhatIfReport
  /** As many as questions. */
  readonly resolutions: readonly LookUpResult[]
}

/** What a cluster is asked, whether it is read from files here or a server knows it: the same results either way. */
export interface Inquirer {
  resolve(query: ResolveQuery): Promise<LookUpResult>
  /** Page by page, all of one revision. */
  records(query: RecordsQuery): AsyncIterable<RecordPage>
  /** A zone as a master file, in pieces of whole or broken lines, all of one revision. */
  zoneFile(query: ZoneFileQuery): AsyncIterable<string>
  /** Page by page, all of one revision. */
  policies(query: PoliciesQuery): AsyncIterable<PolicyPage>
  policyVerdict(query: VerdictQuery): Promise<PolicyVerdict>
  status(): Promise<StatusReport>
  whatIf(proposal: Proposal): Promise<ProposalAnswer>
  /** A turn at once, and one for each time that there is a newer revision, until the signal aborts. */
  revisions(signal: AbortSignal): AsyncIterable<unknown>
}

/** The status of a view, and what is known around it. */
export interface StatusReport extends Omit<ClusterStatus, 'kinds'> {
  readonly kinds: readonly KindReport[]
  /** As configured: `manifests:examples/tour`. A server tells it to callers who may see everything; `problems`, too. */
  readonly source?: string
  /** What the source could not take in. */
  readonly problems?: readonly SourceProblem[]
  /** How a server keeps the history; absent without one. */
  readonly storage?: StorageReport
}

/** Callers with limited sight are told no count, which would be of all namespaces. */
export type KindReport = KindStatus | (Omit<KindStatus, 'objects'> & { readonly objects?: never })

export interface StorageReport {
  readonly status: 'ok' | 'failing'
  /** The last revision on disk. */
  readonly durable?: string
  /** Commits that wait to be stored. */
  readonly waiting: number
  readonly failure?: string
  /** The size of the database. */
  readonly bytes?: number
}

/** How the records of two moments, or of two sources, differ. */
export interface Comparison {
  readonly from: ComparedMoment
  readonly to: ComparedMoment
  readonly differences: readonly RecordDifference[]
}

export interface ComparedMoment {
  readonly cluster: string
  readonly revision: string
  /** Milliseconds since 1970. */
  readonly observedAt: number
}
