import type { Agent, IncomingMessage } from 'node:http'
import https from 'node:https'
import { createRequire } from 'node:module'
import { ApiFailure, failureOf } from './api-failure.js'
import type { ApiConnection, Credential } from './connection.js'

const require = createRequire(import.meta.url)

/** No list page, discovery document or error comes near this. */
const MOST_BODY_OCTETS = 256 * 1024 * 1024
/** An error's body is for people. */
const MOST_ERROR_OCTETS = 64 * 1024

export interface ApiClientOptions {
  readonly connection: ApiConnection
  /** The User-Agent, which audit logs and API priority tell clients apart by. */
  readonly userAgent: string
  /** Milliseconds that the server may be silent before it counts as gone. */
  readonly patience?: number
}

const PATIENCE = 30_000

/** Requests that were made and octets that came, since the start. */
export interface ApiTraffic {
  readonly requests: number
  readonly octets: number
}

/** GET requests to one Kubernetes API server, over plain HTTP: nothing of it is written. */
export class ApiClient {
  readonly #http: Pick<typeof https, 'get'>
  readonly #agent: Agent
  #requests = 0
  #octets = 0
  #isRefused = false

  constructor(private readonly options: ApiClientOptions) {
    const { server, authority, serverName, insecure } = options.connection
    const common = { keepAlive: true, maxCachedSessions: 10 }
    if (server.protocol === 'http:') {
      // Not imported: an import of `node:http` evaluates all that it exports, a WebSocket client among it, which costs 12 MB.
      const http = require('node:http') as typeof import('node:http')
      this.#http = http
      this.#agent = new http.Agent(common)
      return
    }
    this.#http = https
    this.#agent = new https.Agent({
      ...common,
      ...(authority === undefined ? {} : { ca: authority }),
      ...(serverName === undefined ? {} : { servername: serverName }),
      rejectUnauthorized: insecure !== true,
    })
  }

  get traffic(): ApiTraffic {
    return { requests: this.#requests, octets: this.#octets }
  }

  close(): void {
    this.#agent.destroy()
  }

  /**
   * One JSON document.
   * @throws ApiFailure; AbortError after the signal
   */
  async json(path: string, signal: AbortSignal): Promise<unknown> {
    const text = await textOf(await this.open(path, signal), MOST_BODY_OCTETS)
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw new ApiFailure(0, `${path}: the answer is not JSON.`, { cause })
    }
  }

  /**
   * The octets of an answer, until the server, or the signal, ends it. `patience`: milliseconds that the server may be silent.
   * @throws ApiFailure for any status but 200, and when the connection is lost; AbortError after the signal
   */
  async open(
    path: string,
    signal: AbortSignal,
    patience = this.options.patience ?? PATIENCE,
  ): Promise<AsyncIterable<Buffer>> {
    const credential = await this.options.connection.credentials.current(this.#isRefused)
    const response = await this.#request(path, credential, { signal, patience })
    const status = response.statusCode ?? 0
    this.#isRefused = status === 401
    const octets = this.#octetsOf(response, signal)
    if (status === 200) return octets
    const after = Number(response.headers['retry-after'])
    throw failureOf(status, parsed(await textOf(octets, MOST_ERROR_OCTETS)), after > 0 ? after : undefined)
  }

  #request(
    path: string,
    { token, certificate }: Credential,
    { signal, patience }: { readonly signal: AbortSignal; readonly patience: number },
  ): Promise<IncomingMessage> {
    const { connection, userAgent } = this.options
    const prefix = connection.server.pathname.replace(/\/$/, '')
    const url = new URL(prefix + path, connection.server)
    this.#requests++
    return new Promise((resolve, reject) => {
      const request = this.#http.get(
        url,
        {
          agent: this.#agent,
          signal,
          headers: {
            accept: 'application/json',
            'user-agent': userAgent,
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          },
          ...certificate,
        },
        resolve,
      )
      request.setTimeout(patience, () => request.destroy(new Error(`it was silent for ${patience / 1000} s`)))
      request.on('error', (cause) => reject(signal.aborted ? cause : unreachable(connection.server, cause)))
    })
  }

  async *#octetsOf(response: IncomingMessage, signal: AbortSignal): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        this.#octets += chunk.length
        yield chunk
      }
    } catch (cause) {
      throw signal.aborted ? cause : unreachable(this.options.connection.server, cause as Error)
    }
  }
}

async function textOf(octets: AsyncIterable<Buffer>, most: number): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of octets) {
    length += chunk.length
    if (length > most) throw new ApiFailure(0, `An answer of more than ${most} octets was not read.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function unreachable(server: URL, cause: Error): ApiFailure {
  return new ApiFailure(0, `The Kubernetes API at ${server.origin} does not answer: ${cause.message}`, { cause })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { message: text.trim().slice(0, 200) }
  }
}
