import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { ERROR_TABLE } from '../errors/error-table.js'
import { knownError } from '../errors/known-error.js'

/** What is wrong with the request around an operation (caller, media type, body), in the form that GraphQL clients read. */
@Catch()
export class GraphqlRequestFilter implements ExceptionFilter {
  private readonly logger = new Logger(GraphqlRequestFilter.name)

  catch(thrown: unknown, host: ArgumentsHost): unknown {
    const { error, status } = knownError(thrown)
    if (error.code === 'internal') this.logger.error(thrown)
    const reply = host.switchToHttp().getResponse<FastifyReply>()
    // What is refused by GET is taken by POST (RFC 9110, section 15.5.6, asks for the methods).
    if (error.code === 'method-not-allowed') void reply.header('allow', 'POST')
    return reply
      .code(status ?? ERROR_TABLE[error.code].status)
      .type('application/graphql-response+json')
      .send({ errors: [{ message: error.message, extensions: { code: error.code, ...error.place } }] })
  }
}
