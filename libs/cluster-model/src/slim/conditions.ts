import type { FieldReader } from './field-reader.js'

/** One condition of a status: True, False, or Unknown as `undefined`. */
export interface Condition {
  readonly holds?: boolean
  readonly observedGeneration?: number
}

/** The condition of this type, or `undefined` while no controller has written one. */
export function findCondition(status: FieldReader | undefined, type: string): Condition | undefined {
  const condition = status?.objects('conditions').find((candidate) => candidate.text('type') === type)
  if (condition === undefined) return undefined
  const state = condition.text('status')
  return {
    holds: state === 'True' ? true : state === 'False' ? false : undefined,
    observedGeneration: condition.integer('observedGeneration', 0, Number.MAX_SAFE_INTEGER),
  }
}
