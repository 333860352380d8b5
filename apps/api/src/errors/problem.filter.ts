import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { PROBLEM_MEDIA_TYPE, problemOf } from './problem.js'

/** Seconds until a client should try again what was not ready. */
const RETRY_AFTER = '2'

/** Tells errors of REST as problem documents. GraphQL gets them back as they are; `graphql-error.ts` shapes those. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name)

  catch(thrown: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() !== 'http') return thrown
    const problem = problemOf(thrown)
    if (problem.code === 'internal') this.logger.error(thrown)
    const reply = host.switchToHttp().getResponse<FastifyReply>()
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer')
    if (problem.status === 503) void reply.header('retry-after', RETRY_AFTER)
    return reply.code(problem.status).type(PROBLEM_MEDIA_TYPE).send(problem)
  }
}
