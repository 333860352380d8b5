import { ERROR_TABLE } from './error-table.js'
import { knownError } from './known-error.js'

export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

/** An error as REST tells it (RFC 9457), with our code and the place of the bad input as extension members. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly field?: string
}

/** The problem document of anything that was thrown. */
export function problemOf(thrown: unknown): Problem {
  const { error, status } = knownError(thrown)
  const entry = ERROR_TABLE[error.code]
  return {
    type: `urn:namescope:error:${error.code}`,
    title: entry.title,
    status: status ?? entry.status,
    detail: error.message,
    code: error.code,
    ...error.place,
  }
}
