import { UseInterceptors, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { map, type Observable } from 'rxjs'
import { FULL_SCOPE } from '#libs/cluster-model'
import type { CallerHolder } from '../auth/caller.js'
import { entityTag, namesTag } from './etag.js'

/** What a result is pinned to: its cluster, and its revision or revisions; `undefined` when it may be another the next time. */
type PinsOf<T> = (result: T) => readonly string[] | undefined

/** Gives the results of a GET their ETag, and answers 304 to whoever has the result already. */
export function Pinned<T>(pinsOf: PinsOf<T>): MethodDecorator {
  return UseInterceptors(new PinnedInterceptor(pinsOf))
}

class PinnedInterceptor<T> implements NestInterceptor<T, T | undefined> {
  constructor(private readonly pinsOf: PinsOf<T>) {}

  intercept(context: ExecutionContext, next: CallHandler<T>): Observable<T | undefined> {
    const http = context.switchToHttp()
    const request = http.getRequest<FastifyRequest & CallerHolder>()
    const reply = http.getResponse<FastifyReply>()
    return next.handle().pipe(
      map((result) => {
        const pins = this.pinsOf(result)
        if (pins === undefined) {
          void reply.header('cache-control', 'no-store')
          return result
        }
        const tag = entityTag(pins, request.caller?.scope ?? FULL_SCOPE)
        void reply.header('etag', tag).header('cache-control', 'private, no-cache').header('vary', 'authorization')
        if (!namesTag(request.headers['if-none-match'], tag)) return result
        void reply.code(304)
        return undefined
      }),
    )
  }
}
