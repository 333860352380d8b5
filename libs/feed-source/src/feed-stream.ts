import type { IncomingMessage } from 'node:http'
import type { RequestOptions } from 'node:https'
import { NamescopeError, type ErrorCode } from '#libs/errors'
import { FrameReader, type Frame } from '#libs/commit-log'
import { requestFor } from './plain-http.js'

/** How long the server may be silent: before its first byte, and until it has said how often it speaks. Milliseconds. */
const FIRST_PATIENCE = 20_000
/** Octets of a refusal that are read for its reason. */
const LONGEST_REFUSAL = 64 * 1024

export interface StreamOptions {
  readonly url: URL
  /** Sent as a bearer token (RFC 6750). */
  readonly token?: string | undefined
  /** Certificates in PEM that the server's chain may end in, in place of the usual ones. */
  readonly ca?: string | undefined
}

/** One connection to the server of a feed. */
export class FeedStream {
  #patience = FIRST_PATIENCE

  constructor(private readonly options: StreamOptions) {}

  /** From now on the server may be silent for so many milliseconds. */
  expectWithin(milliseconds: number): void {
    this.#patience = milliseconds
  }

  /**
   * The frames as they come, until the server ends the stream.
   * @throws NamescopeError `source-unreadable` for a server that can't be reached, falls silent or stops in the middle of a frame; the
   *   code that it refuses the request with; `log-corrupt` for a damaged frame
   */
  async *frames(signal: AbortSignal): AsyncGenerator<Frame> {
    const silence = new AbortController()
    const fellSilent = (): void => silence.abort()
    let timer = setTimeout(fellSilent, this.#patience)
    try {
      const response = await this.#respond(AbortSignal.any([signal, silence.signal]))
      const reader = new FrameReader()
      for await (const bytes of response as AsyncIterable<Buffer>) {
        clearTimeout(timer)
        yield* reader.take(bytes)
        timer = setTimeout(fellSilent, this.#patience)
      }
      if (!reader.isAtBoundary) throw new NamescopeError('log-corrupt', 'The feed ended in the middle of a frame.')
    } catch (error) {
      if (error instanceof NamescopeError) throw error
      const why = silence.signal.aborted ? `was silent for ${this.#patience / 1000} s` : (error as Error).message
      const message = `The feed of ${this.options.url.origin} can't be read: ${why}.`
      throw new NamescopeError('source-unreadable', message, {}, { cause: error })
    } finally {
      clearTimeout(timer)
    }
  }

  #respond(signal: AbortSignal): Promise<IncomingMessage> {
    const { url, token, ca } = this.options
    const options: RequestOptions = {
      signal,
      agent: false,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(ca === undefined ? {} : { ca }),
    }
    return new Promise((resolve, reject) => {
      const request = requestFor(url)(url, options, (response) => {
        if (response.statusCode === 200) resolve(response)
        else refusalOf(response, url).then(reject, reject)
      })
      request.once('error', reject)
      request.end()
    })
  }
}

/** What a server says that does not serve the feed. */
async function refusalOf(response: IncomingMessage, url: URL): Promise<NamescopeError> {
  let text = ''
  for await (const bytes of response as AsyncIterable<Buffer>) {
    text += bytes.toString('utf8')
    if (text.length > LONGEST_REFUSAL) break
  }
  const { code, detail } = problemIn(text)
  const message = `${url.origin} refuses the feed (${response.statusCode}): ${detail ?? 'it does not look like a Namescope'}`
  return new NamescopeError(code ?? 'source-unreadable', message)
}

function problemIn(text: string): { readonly code?: ErrorCode; readonly detail?: string } {
  try {
    return JSON.parse(text) as { code?: ErrorCode; detail?: string }
  } catch {
    return {}
  }
}
