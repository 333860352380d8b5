import type { Reason, ResourceRecord } from '#libs/dns-model'
import type { Inquiry } from '../../inquiry.js'
import type { Step } from '../../step.js'
import type { ZoneData } from './zone-data.js'
import type { ZoneRules } from './zone-rules.js'

/** What a zone says to a question. `success` without an answer is an empty non-terminal. */
export interface ZoneAnswer {
  readonly result: 'success' | 'no-name' | 'no-data' | 'delegation' | 'failure'
  readonly answer: readonly ResourceRecord[]
  readonly authority: readonly ResourceRecord[]
  readonly additional: readonly ResourceRecord[]
  readonly undecidable?: string | undefined
  readonly reasons?: readonly Reason[] | undefined
}

/** A question to one zone. */
export interface ZoneInquiry {
  readonly inquiry: Inquiry
  readonly zone: ZoneData
  readonly rules: ZoneRules
}

/** What becomes of the zone's answer. */
export type Finish = (found: ZoneAnswer) => Step

export const FAILURE: ZoneAnswer = { result: 'failure', answer: [], authority: [], additional: [] }
