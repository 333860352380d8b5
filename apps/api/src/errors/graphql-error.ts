import { GraphQLError, type ExecutionResult, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql'
import { knownError } from './known-error.js'

/** What graphql-js says of a document with more tokens than allowed; it gives no code to know it by. */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more that \d+ tokens/

/**
 * An error of a GraphQL operation as clients see it: `extensions.code` as in REST, and the place of the bad input. Errors of
 * the document itself (syntax, unknown fields, wrong variables) come from graphql-js without a code: `invalid-document`.
 */
export function graphqlError(error: GraphQLError): GraphQLFormattedError {
  const { originalError } = error
  if (originalError === undefined || originalError instanceof GraphQLError) {
    const code = TOO_MANY_TOKENS.test(error.message) ? 'limit-exceeded' : 'invalid-document'
    return { ...error.toJSON(), extensions: { code, ...error.extensions } }
  }
  const known = knownError(originalError).error
  return { ...error.toJSON(), message: known.message, extensions: { code: known.code, ...known.place } }
}

/** The result with its errors formatted; what is internal goes to `report` before its text is taken away. */
export function formattedResult(
  { errors, ...result }: ExecutionResult,
  report: (fault: unknown) => void,
): FormattedExecutionResult {
  if (errors === undefined) return result
  const formatted = errors.map(graphqlError)
  formatted.forEach((error, i) => {
    if (error.extensions?.code === 'internal') report(errors[i]?.originalError)
  })
  return { ...result, errors: formatted }
}
