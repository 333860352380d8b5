import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import { NamescopeError } from '#libs/errors'
import { AUTHENTICATOR, type Authenticator } from './authenticator.js'
import { callerHolder } from './caller.js'
import { VISIBILITY, type VisibilityLevel } from './visibility.js'

/**
 * The one guard, for every controller method and every GraphQL operation: who asks, and may they? A GraphQL operation finds
 * its caller in the context, where the transport (HTTP, WebSocket, SSE) has put it by the same authenticator.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const operation = [context.getHandler(), context.getClass()]
    const level = this.reflector.getAllAndOverride<VisibilityLevel | undefined>(VISIBILITY, operation)
    if (level === undefined) {
      throw new NamescopeError('forbidden', `${context.getHandler().name} does not declare what it shows.`)
    }
    const holder = callerHolder(context)
    if (context.getType<string>() === 'http') {
      const { host, origin, authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers
      this.authenticator.checkHost({ host, origin })
      if (level !== 'public') holder.caller = this.authenticator.identify(authorization)
    }
    if (level === 'public') return true
    if (holder.caller === undefined) throw new NamescopeError('unauthenticated', 'The transport names no caller.')
    if (level === 'scoped' || holder.caller.scope.all) return true
    const message = 'This operation is for callers who may see every namespace.'
    throw new NamescopeError('forbidden', message)
  }
}
