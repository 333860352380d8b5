import type { CorefilePlace } from './settings.js'

/** Something wrong, or worth knowing, about a Corefile. */
export interface Problem {
  /** An `error` is what CoreDNS would refuse to start with; a `warning` starts, but hardly does what was meant. */
  readonly severity: 'error' | 'warning' | 'note'
  readonly code: ProblemCode
  /** One or two sentences: what is wrong and what would be right. */
  readonly message: string
  readonly place: CorefilePlace
}

/** Stable codes of problems: linters and tests match on them. */
export type ProblemCode =
  | 'conflicting-options'
  | 'duplicate-zone'
  | 'environment-unknown'
  | 'file-not-given'
  | 'import-without-match'
  | 'ineffective'
  | 'invalid-file'
  | 'invalid-key'
  | 'invalid-name'
  | 'invalid-pattern'
  | 'invalid-selector'
  | 'invalid-value'
  | 'limit-exceeded'
  | 'missing-plugin'
  | 'needs-newer-version'
  | 'no-server-block'
  | 'plugin-not-modelled'
  | 'repeated-plugin'
  | 'swallowed-directive'
  | 'syntax'
  | 'unknown-plugin'
  | 'unknown-property'
  | 'wrong-arguments'
  | 'zone-outside-block'

/** An error that ends the reading of one stanza, or of the whole text. Caught inside this library: results carry problems. */
export class CorefileFault extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}

/** The fault for an error at a place. */
export function fault(code: ProblemCode, message: string, place: CorefilePlace): CorefileFault {
  return new CorefileFault({ severity: 'error', code, message, place })
}
