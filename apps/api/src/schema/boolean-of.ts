import type { TransformFnParams } from 'class-transformer'

/** `true` and `false` of a query string as booleans; anything else as it is, for the validator to refuse. */
export function booleanOf({ value }: TransformFnParams): unknown {
  return value === 'true' ? true : value === 'false' ? false : value
}
