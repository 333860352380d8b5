import { Injectable, Logger } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import type { FastifyInstance } from 'fastify'
import { GraphQLError, type ExecutionResult, type FormattedExecutionResult } from 'graphql'
import type { MercuriusPlugin } from 'mercurius'
import type { Caller } from '../auth/caller.js'
import { formattedResult } from '../errors/graphql-error.js'
import { GraphqlContexts } from './graphql-contexts.js'
import { LIMITS } from './limits.js'
import type { OperationRequest } from './operation-request.js'

/** Runs queries and mutations through mercurius. */
@Injectable()
export class GraphqlExecutor {
  private readonly logger = new Logger(GraphqlExecutor.name)

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly contexts: GraphqlContexts,
  ) {}

  /** The result as clients see it, with its cost (`requested`, `limit`) in the extensions. No `data` means: refused unexecuted. */
  async execute(operation: OperationRequest, caller: Caller): Promise<FormattedExecutionResult> {
    const { query, variables, operationName } = operation
    const app = this.http.httpAdapter.getInstance<FastifyInstance & { graphql: MercuriusPlugin }>()
    const context = this.contexts.create(caller, operationName)
    const result = await app
      .graphql(query, context, variables ?? undefined, operationName ?? undefined)
      .catch(refusedUnexecuted)
    const formatted = formattedResult(result, (fault) => this.logger.error(fault))
    if (context.cost === undefined) return formatted
    return { ...formatted, extensions: { cost: { requested: context.cost, limit: LIMITS.cost } } }
  }
}

/** mercurius throws what stands before execution: one error of its own around all validation errors, or what a hook threw. */
function refusedUnexecuted(thrown: Error & { errors?: readonly GraphQLError[] }): ExecutionResult {
  return { errors: thrown.errors ?? [thrown instanceof GraphQLError ? thrown : asGraphqlError(thrown)] }
}

function asGraphqlError(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { originalError })
}
