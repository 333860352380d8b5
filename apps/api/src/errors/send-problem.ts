import type { FastifyReply } from 'fastify'
import { PROBLEM_MEDIA_TYPE, problemOf } from './problem.js'

/** Seconds until a client should try again what was not ready. */
const RETRY_AFTER = '2'

/** Answers a request with the problem document of what was thrown. `report` hears of faults of the program. */
export function sendProblem(reply: FastifyReply, thrown: unknown, report: (fault: unknown) => void): FastifyReply {
  const problem = problemOf(thrown)
  if (problem.code === 'internal') report(thrown)
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer')
  if (problem.status === 503) void reply.header('retry-after', RETRY_AFTER)
  return reply.code(problem.status).type(PROBLEM_MEDIA_TYPE).send(problem)
}
