/** The API server's answer to a request that it did not carry out, or the lack of one. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    message: string,
    details: { readonly retryAfter?: number; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? {} : { cause: details.cause })
    this.retryAfter = details.retryAfter
  }

  /** Seconds that the server asks to wait for. */
  readonly retryAfter: number | undefined

  /** Waiting does not help: we may not, or there is no such resource. */
  get isRefusal(): boolean {
    return this.status === 403 || this.status === 404 || this.status === 405
  }
}

/** The failure that a `Status` object tells of: the body of a refused request, or the object of an ERROR event. */
export function failureOf(status: number, body: unknown, retryAfter?: number): ApiFailure {
  const { code, message, reason } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const text = typeof message === 'string' ? message : typeof reason === 'string' ? reason : `HTTP status ${status}`
  return new ApiFailure(
    typeof code === 'number' && status === 200 ? code : status,
    text,
    retryAfter === undefined ? {} : { retryAfter },
  )
}
