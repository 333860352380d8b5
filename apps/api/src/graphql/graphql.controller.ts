import { Body, Controller, Get, Post, Query, Req, Res, UseFilters } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FormattedExecutionResult } from 'graphql'
import type { Caller } from '../auth/caller.js'
import { Visibility } from '../auth/visibility.js'
import { GraphqlExecutor } from './graphql-executor.js'
import { GraphqlRequestFilter } from './graphql-request.filter.js'
import { readOperation, readQuery, type OperationRequest } from './operation-request.js'

type CallerRequest = FastifyRequest & { caller: Caller }

/** Queries and mutations by POST, queries by GET (GraphQL over HTTP). Only JSON bodies get here, so a form of a foreign page can't. */
@ApiExcludeController()
@Controller('graphql')
@UseFilters(GraphqlRequestFilter)
export class GraphqlController {
  constructor(private readonly executor: GraphqlExecutor) {}

  @Post()
  @Visibility('scoped')
  execute(@Body() body: unknown, @Req() request: CallerRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(readOperation(body), request, reply)
  }

  @Get()
  @Visibility('scoped')
  query(
    @Query() parameters: Readonly<Record<string, unknown>>,
    @Req() request: CallerRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // The answer follows the cluster and the caller, not the address alone.
    void reply.header('cache-control', 'no-store')
    return this.answer(readQuery(parameters), request, reply)
  }

  private async answer(operation: OperationRequest, request: CallerRequest, reply: FastifyReply): Promise<void> {
    const result = await this.executor.execute(operation, request.caller)
    // Clients of the older media type expect 200 for every well-formed request (GraphQL over HTTP, section 6.4.1).
    const legacy = request.headers.accept?.includes('application/json') === true
    await reply
      .code(legacy ? 200 : statusOf(result))
      .type(legacy ? 'application/json' : 'application/graphql-response+json')
      .send(result)
  }
}

/** 400 for a document that can't be read, 422 for one that can't be run (section 6.4.2), 200 once it ran. */
function statusOf({ data, errors }: FormattedExecutionResult): number {
  if (data !== undefined) return 200
  return errors?.[0]?.message.startsWith('Syntax Error') === true ? 400 : 422
}
