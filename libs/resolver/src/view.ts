import type { ViewPlugin } from '#libs/corefile'
import type { Reason } from '#libs/dns-model'
import { requestFunctions } from './expression/request-functions.js'
import { compileExpression, evaluate } from './expression/expression.js'
import type { Asking, Metadata } from './inquiry.js'
import { placeText } from './place-text.js'

/** A `view`, compiled. */
export interface View {
  /**
   * Whether the block takes the question: every expression must come out true; one that fails, or gives anything else, does not.
   * @throws UnknownFact when that depends on something that is not known here.
   */
  passes(asking: Asking, metadata: Metadata | undefined): boolean
  /** Why its block answers. */
  readonly reason: Reason
}

export function viewOf(plugin: ViewPlugin): View {
  const expressions = plugin.expressions.map(compileExpression)
  const text = `The view "${plugin.view}" (${placeText(plugin.place)}) takes this question, so its server block answers.`
  return {
    reason: { code: 'view', text },
    passes: (asking, metadata) => {
      const functions = requestFunctions(asking, metadata)
      return expressions.every((expression) => evaluate(expression, { functions }) === true)
    },
  }
}
