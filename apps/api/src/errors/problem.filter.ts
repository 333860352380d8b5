import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { sendProblem } from './send-problem.js'

/** Tells errors of REST as problem documents. GraphQL gets them back as they are; `graphql-error.ts` shapes those. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name)

  catch(thrown: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() !== 'http') return thrown
    const reply = host.switchToHttp().getResponse<FastifyReply>()
    return sendProblem(reply, thrown, (fault) => this.logger.error(fault))
  }
}
