import { GraphQLError, type ASTNode } from 'graphql'

/** An operation that asks for more than a limit allows. `requested` and `limit` are in the extensions for programs. */
export function limitError(what: string, requested: number, limit: number, nodes?: ASTNode): GraphQLError {
  return new GraphQLError(`The operation has ${requested} ${what}; at most ${limit} are allowed.`, {
    ...(nodes === undefined ? {} : { nodes }),
    extensions: { code: 'limit-exceeded', requested, limit },
  })
}
