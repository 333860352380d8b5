import { ValidationPipe, type ValidationError } from '@nestjs/common'
import { NamescopeError } from '#libs/errors'

/** Checks arguments and bodies against their DTO classes; what a class does not name is refused, so that typing errors show. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => firstError(errors),
  })
}

function firstError(errors: readonly ValidationError[], parent = ''): NamescopeError {
  const [error] = errors
  const field = `${parent}${error?.property ?? ''}`
  if (error?.children !== undefined && error.children.length > 0) return firstError(error.children, `${field}.`)
  const [message = 'is not valid'] = Object.values(error?.constraints ?? {})
  return new NamescopeError('invalid-argument', message.endsWith('.') ? message : `${message}.`, { field })
}
