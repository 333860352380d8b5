import { UnknownFact } from '../unknown-fact.js'
import type { Value } from './syntax.js'

/** The most characters of a text, and elements of a list, that an expression may make. */
export const LONGEST = 10_000

/** An expression that fails when it runs, as it fails in CoreDNS. Never leaves the library. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError'
}

/** @throws EvaluationError for a value of another type; likewise below. */
export function stringOf(value: Value | undefined): string {
  if (typeof value === 'string') return value
  throw new EvaluationError('a text is needed')
}

export function numberOf(value: Value | undefined): number {
  if (typeof value === 'number') return value
  throw new EvaluationError('a number is needed')
}

export function truthOf(value: Value | undefined): boolean {
  if (typeof value === 'boolean') return value
  throw new EvaluationError('true or false is needed')
}

export function listOf(value: Value | undefined): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[]
  throw new EvaluationError('a list is needed')
}

/** @throws UnknownFact when an expression would make more than it may. */
export function checkLength(length: number): void {
  if (length > LONGEST) throw new UnknownFact(`an expression that makes more than ${LONGEST} characters or elements`)
}
