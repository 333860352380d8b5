import {
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
} from 'graphql'
import { checkCost } from './cost.js'
import type { GraphqlContext } from './graphql-context.js'
import { LIMIT_RULES } from './limit-rules.js'
import { LIMITS } from './limits.js'
import type { OperationRequest } from './operation-request.js'

export type PreparedOperation = ExecutionArgs & { readonly contextValue: GraphqlContext & Record<PropertyKey, unknown> }

/**
 * What must hold of an operation before it runs: the form that subscriptions over WebSocket and SSE go through. Queries by
 * POST go through mercurius, which is given the same limits (`graphql.module.ts`).
 */
export function prepareOperation(
  schema: GraphQLSchema,
  { query, operationName, variables }: OperationRequest,
  contextValue: GraphqlContext,
): PreparedOperation | readonly GraphQLError[] {
  try {
    const document = parse(query, { maxTokens: LIMITS.tokens })
    const errors = validateOperation(schema, document)
    if (errors.length > 0) return errors
    checkCost(schema, document, operationName, variables)
    return { schema, document, operationName, variableValues: variables, contextValue: { ...contextValue } }
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}

/** All errors of a document, by the rules of the specification and by the limits. */
export function validateOperation(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  return validate(schema, document, [...specifiedRules, ...LIMIT_RULES])
}
