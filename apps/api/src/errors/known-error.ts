import { HttpException } from '@nestjs/common'
import { NamescopeError, type ErrorCode } from '#libs/errors'

/** What Fastify throws for a request that it can't take in: bad JSON, a body too large, a media type it has no parser for. */
interface RequestError extends Error {
  readonly code: string
  readonly statusCode: number
}

/** The codes of what the framework itself refuses; its other statuses count as a bad argument. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  413: 'limit-exceeded',
  415: 'unsupported-media-type',
}

/** An error in the terms of the API, with the status to tell it by when that is not the one of its code. */
export interface KnownError {
  readonly error: NamescopeError
  readonly status?: number
}

/**
 * The error as one of ours. What the framework refuses keeps its status; whatever else was thrown is a fault of the program:
 * `internal`, whose text tells the caller nothing of it.
 */
export function knownError(thrown: unknown): KnownError {
  if (thrown instanceof NamescopeError) return { error: thrown }
  if (thrown instanceof HttpException) return refusal(thrown.getStatus(), thrown.message, thrown)
  if (isRequestError(thrown)) return refusal(thrown.statusCode, thrown.message, thrown)
  const message = 'Something went wrong inside the server; its log has the details.'
  return { error: new NamescopeError('internal', message, {}, { cause: thrown }) }
}

function refusal(status: number, message: string, cause: Error): KnownError {
  const code = CODE_OF_STATUS[status] ?? (status < 500 ? 'invalid-argument' : 'internal')
  return { error: new NamescopeError(code, message, {}, { cause }), status }
}

function isRequestError(thrown: unknown): thrown is RequestError {
  if (!(thrown instanceof Error)) return false
  const { code, statusCode } = thrown as Partial<RequestError>
  return code?.startsWith('FST_') === true && statusCode !== undefined && statusCode < 500
}
