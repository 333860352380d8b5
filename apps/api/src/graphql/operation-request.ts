import { getOperationAST, OperationTypeNode, parse } from 'graphql'
import { NamescopeError } from '#libs/errors'
import { LIMITS } from './limits.js'

/** An operation as a client sends it, over any transport. */
export interface OperationRequest {
  readonly query: string
  readonly operationName?: string | null | undefined
  readonly variables?: Record<string, unknown> | null | undefined
}

/**
 * Reads the body of a POST (GraphQL over HTTP, section 5.4).
 * @throws NamescopeError `invalid-argument` with the field
 */
export function readOperation(body: unknown): OperationRequest {
  if (!isRecord(body)) throw refused('The body is a JSON object: {"query": "...", "variables": {...}}.', 'body')
  const { query, operationName, variables } = body
  if (typeof query !== 'string' || query === '') throw refused('"query" is the text of a GraphQL document.', 'query')
  if (operationName != null && typeof operationName !== 'string') {
    throw refused('"operationName" is a text.', 'operationName')
  }
  if (variables != null && !isRecord(variables)) throw refused('"variables" is a JSON object.', 'variables')
  return { query, operationName, variables }
}

/**
 * Reads the parameters of a GET (GraphQL over HTTP, section 5.3): as in a body, with `variables` as JSON text. Only queries come so:
 * a GET changes nothing, and nothing streams from it.
 * @throws NamescopeError `invalid-argument` with the field; `method-not-allowed` for a mutation or a subscription
 */
export function readQuery({ variables, ...parameters }: Readonly<Record<string, unknown>>): OperationRequest {
  const operation = readOperation({ ...parameters, variables: variablesOf(variables) })
  const kind = kindOf(operation)
  if (kind === undefined || kind === OperationTypeNode.QUERY) return operation
  throw new NamescopeError('method-not-allowed', `A ${kind} does not come by GET; send it by POST.`, { field: 'query' })
}

function variablesOf(text: unknown): unknown {
  if (text === undefined || text === '') return undefined
  try {
    // Given twice, it is a list.
    if (typeof text === 'string') return JSON.parse(text)
  } catch {
    // Not JSON: falls through to the one message.
  }
  throw refused('"variables" is a JSON object.', 'variables')
}

/** What the operation is; `undefined` where that can't be told, which running it will say. */
function kindOf({ query, operationName }: OperationRequest): OperationTypeNode | undefined {
  try {
    return getOperationAST(parse(query, { maxTokens: LIMITS.tokens }), operationName)?.operation
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(message: string, field: string): NamescopeError {
  return new NamescopeError('invalid-argument', message, { field })
}
