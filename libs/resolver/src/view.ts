import type { ViewPlugin } from '#libs/corefile'
import { requestFunctions } from './expression/request-functions.js'
import { compileExpression, evaluate } from './expression/expression.js'
import type { Asking, Metadata } from './inquiry.js'

/** A `view`, compiled. */
export interface View {
  /**
   * Whether the block takes the question: every expression must come out true; one that fails, or gives anything else, does not.
   * @throws UnknownFact when that depends on something that is not known here.
   */
  passes(asking: Asking, metadata: Metadata | undefined): boolean
}

export function viewOf(plugin: ViewPlugin): View {
  const expressions = plugin.expressions.map(compileExpression)
  return {
    passes: (asking, metadata) => {
      const functions = requestFunctions(asking, metadata)
      return expressions.every((expression) => evaluate(expression, { functions }) === true)
    },
  }
}
