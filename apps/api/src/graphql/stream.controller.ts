import { All, Controller, Logger, Req, Res, UseFilters } from '@nestjs/common'
import { GraphQLSchemaHost } from '@nestjs/graphql'
import { ApiExcludeController } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ExecutionResult } from 'graphql'
import { createHandler } from 'graphql-sse/lib/use/fastify'
import type { Caller } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { formattedResult } from '../errors/graphql-error.js'
import { GraphqlContexts } from './graphql-contexts.js'
import { GraphqlRequestFilter } from './graphql-request.filter.js'
import { prepareOperation } from './operation.js'

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** Subscriptions by server-sent events: graphql-sse, distinct connections mode (one stream per operation). */
@ApiExcludeController()
@Controller('graphql/stream')
@UseFilters(GraphqlRequestFilter)
export class StreamController {
  private readonly logger = new Logger(StreamController.name)
  private handler: Handler | undefined

  constructor(
    private readonly schemas: GraphQLSchemaHost,
    private readonly contexts: GraphqlContexts,
  ) {}

  @All()
  @Visibility('scoped')
  async stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.handler ??= this.createHandler()
    reply.hijack()
    await this.handler(request, reply)
  }

  private createHandler(): Handler {
    const report = (fault: unknown): void => this.logger.error(fault)
    return createHandler({
      // Without stream tokens there is no single connection mode, whose reserved streams would stay for ever.
      authenticate: () => null,
      onSubscribe: ({ raw }, { query, operationName, variables }) => {
        const { caller } = raw as FastifyRequest & { caller: Caller }
        const context = this.contexts.create(caller, operationName)
        const prepared = prepareOperation(this.schemas.schema, { query, operationName, variables }, context)
        return 'schema' in prepared ? prepared : { data: null, errors: prepared }
      },
      // Done in `onSubscribe`, where variables are known too.
      validate: () => [],
      onNext: (_context, _request, result) => formattedResult(result as ExecutionResult, report) as ExecutionResult,
    })
  }
}
