import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { GqlExecutionContext } from '@nestjs/graphql'
import { FULL_SCOPE, type Scope } from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'

/** Who asks, and what they may see. */
export interface Caller {
  readonly name: string
  readonly scope: Scope
}

/** Everybody on this machine, while authentication is off. */
export const LOCAL_CALLER: Caller = { name: 'local', scope: FULL_SCOPE }

/** Where the guard and the GraphQL transports leave the caller: on the HTTP request, or in the GraphQL context. */
export interface CallerHolder {
  caller?: Caller
}

/** The holder of this execution, whichever door it came through. */
export function callerHolder(context: ExecutionContext): CallerHolder {
  return context.getType<string>() === 'graphql'
    ? GqlExecutionContext.create(context).getContext<CallerHolder>()
    : context.switchToHttp().getRequest<CallerHolder>()
}

/** A parameter of a controller or GraphQL resolver: the caller's scope. */
export const CallerScope = createParamDecorator((_: unknown, context: ExecutionContext): Scope => {
  const { caller } = callerHolder(context)
  if (caller === undefined) throw new NamescopeError('unauthenticated', 'This operation needs a caller.')
  return caller.scope
})
