import { NamescopeError, type ErrorCode, type ErrorPlace } from '#libs/errors'
import { interrupted } from '../failure.js'

/** What the server says when it refuses (RFC 9457), with our code and the place of the bad input. */
interface Problem extends ErrorPlace {
  readonly detail: string
  readonly code: ErrorCode
}

export type Query = Readonly<Record<string, string | undefined>>

export interface ServerAccess {
  /** `http://127.0.0.1:8080` */
  readonly url: string
  readonly token?: string | undefined
  readonly signal: AbortSignal
}

/** The REST API of a running Namescope. */
export class ServerClient {
  constructor(private readonly access: ServerAccess) {}

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.call<T>('GET', path, query)
  }

  post<T>(path: string, query: Query, body: unknown): Promise<T> {
    return this.call<T>('POST', path, query, body)
  }

  delete(path: string, query: Query = {}): Promise<void> {
    return this.call<void>('DELETE', path, query)
  }

  /** A body of text, piece by piece as it arrives. */
  async *text(path: string, mediaType: string, query: Query = {}): AsyncGenerator<string> {
    const { url, signal } = this.access
    const response = await this.send('GET', path, query)
    const isWanted = response.ok && response.headers.get('content-type')?.startsWith(mediaType) === true
    if (!isWanted || response.body === null) throw failureOf(url, response.status, parsed(await response.text()))
    try {
      yield* response.body.pipeThrough(new TextDecoderStream())
    } catch (cause) {
      throw signal.aborted ? interrupted() : unreachable(url, cause)
    }
  }

  /** @throws NamescopeError the server's own error, or `source-unreadable` when there is no Namescope behind the address */
  private async call<T>(method: string, path: string, query: Query, body?: unknown): Promise<T> {
    const response = await this.send(method, path, query, body)
    const text = await response.text()
    if (response.status === 204) return undefined as T
    const answer = parsed(text)
    if (response.ok && answer !== undefined) return answer as T
    throw failureOf(this.access.url, response.status, answer)
  }

  private async send(method: string, path: string, query: Query, body?: unknown): Promise<Response> {
    const { url, token, signal } = this.access
    const target = new URL(`${url.replace(/\/+$/, '')}/api/v1${path}`)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, value)
    return fetch(target, {
      method,
      signal,
      headers: {
        accept: 'application/json, application/problem+json, text/*',
        ...(token === undefined ? undefined : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? undefined : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? undefined : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw signal.aborted ? interrupted() : unreachable(url, cause)
    })
  }
}

function failureOf(url: string, status: number, answer: unknown): NamescopeError {
  return isProblem(answer) ? problemError(answer) : noNamescope(url, status)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'detail' in answer
}

function problemError({ code, detail, file, line, column, field }: Problem): NamescopeError {
  const place = Object.entries({ file, line, column, field }).filter(([, value]) => value !== undefined)
  return new NamescopeError(code, detail, Object.fromEntries(place))
}

function unreachable(url: string, cause: unknown): NamescopeError {
  const inner = (cause as { cause?: { code?: string } }).cause?.code ?? (cause as Error).message
  const message = `The server ${url} can't be reached (${inner}); "namescope serve" starts one, --server names another.`
  return new NamescopeError('source-unreadable', message, {}, { cause })
}

function noNamescope(url: string, status: number): NamescopeError {
  const message = `What answers at ${url} (status ${status}) is no Namescope; --server names another address.`
  return new NamescopeError('source-unreadable', message)
}
