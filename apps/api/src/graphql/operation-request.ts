import { NamescopeError } from '#libs/errors'

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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(message: string, field: string): NamescopeError {
  return new NamescopeError('invalid-argument', message, { field })
}
