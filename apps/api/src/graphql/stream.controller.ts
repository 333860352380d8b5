import { All, Controller, Logger, Req, Res, UseFilters } from '@nestjs/common'
import { GraphQLSchemaHost } from '@nestjs/graphql'
import { ApiExcludeController } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ExecutionResult } from 'graphql'
import { createHandler, type Handler } from 'graphql-sse'
import type { Caller } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { formattedResult } from '../errors/graphql-error.js'
import { EventFlow } from './event-flow.js'
import { GraphqlContexts } from './graphql-contexts.js'
import { GraphqlRequestFilter } from './graphql-request.filter.js'
import { LIMITS } from './limits.js'
import { prepareOperation, type PreparedOperation } from './operation.js'

type CallerRequest = FastifyRequest & { caller: Caller }

/** Subscriptions by server-sent events: graphql-sse, distinct connections mode (one stream per operation). */
@ApiExcludeController()
@Controller('graphql/stream')
@UseFilters(GraphqlRequestFilter)
export class StreamController {
  private readonly logger = new Logger(StreamController.name)
  private handler: Handler<CallerRequest, EventFlow> | undefined

  constructor(
    private readonly schemas: GraphQLSchemaHost,
    private readonly contexts: GraphqlContexts,
  ) {}

  @All()
  @Visibility('scoped')
  async stream(@Req() request: CallerRequest, @Res() reply: FastifyReply): Promise<void> {
    this.handler ??= this.createHandler()
    const flow = new EventFlow(LIMITS.slowReaderMilliseconds)
    const [body, { status, statusText, headers }] = await this.handler({
      method: request.method,
      url: request.url,
      headers: { get: (name) => headerOf(request, name) },
      body: () => request.body as Record<string, unknown> | null,
      raw: request,
      context: flow,
    })
    reply.hijack()
    reply.raw.writeHead(status, statusText, { ...(reply.getHeaders() as Record<string, string>), ...headers })
    if (body === null || typeof body === 'string') reply.raw.end(body)
    else await flow.send(body, reply.raw)
  }

  private createHandler(): Handler<CallerRequest, EventFlow> {
    const report = (fault: unknown): void => this.logger.error(fault)
    return createHandler<CallerRequest, EventFlow, PreparedOperation['contextValue']>({
      // Without stream tokens there is no single connection mode, whose reserved streams would stay for ever.
      authenticate: () => null,
      onSubscribe: ({ raw: { caller } }, { query, operationName, variables }) => {
        const context = this.contexts.create(caller, operationName)
        const prepared = prepareOperation(this.schemas.schema, { query, operationName, variables }, context)
        return 'schema' in prepared ? prepared : { data: null, errors: prepared }
      },
      // Done in `onSubscribe`, where variables are known too.
      validate: () => [],
      onOperation: (_context, { context: flow }, _operation, result) =>
        Symbol.asyncIterator in result ? flow.paced(result) : result,
      onNext: (_context, _request, result) => formattedResult(result as ExecutionResult, report) as ExecutionResult,
    })
  }
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join('\n') : value
}
