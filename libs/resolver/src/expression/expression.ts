import { attempt, UnknownFact } from '../unknown-fact.js'
import { Evaluation, type Environment } from './evaluate.js'
import { EvaluationError } from './operands.js'
import { parseExpression } from './parser.js'
import type { Node, Value } from './syntax.js'

/** An expression, parsed once; or what in it is not understood. */
export type Expression = Node | UnknownFact

export function compileExpression(text: string): Expression {
  return attempt(() => parseExpression(text))
}

/**
 * Its value; `undefined` when it fails, as it does in CoreDNS.
 * @throws UnknownFact when it asks for what is not known here, is not modelled, or takes too much work.
 */
export function evaluate(expression: Expression, environment: Environment): Value | undefined {
  if (expression instanceof UnknownFact) throw expression
  try {
    return new Evaluation(environment).value(expression)
  } catch (error) {
    if (error instanceof EvaluationError) return undefined
    throw error
  }
}
