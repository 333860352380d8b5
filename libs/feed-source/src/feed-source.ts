import { setTimeout as sleep } from 'node:timers/promises'
import { sameValue, type Kind, type Origin, type Sink, type Source } from '#libs/cluster-model'
import { FEED_PROTOCOL, positionText, type Frame } from '#libs/commit-log'
import { NamescopeError } from '#libs/errors'
import { waitBefore } from './back-off.js'
import { FeedStream } from './feed-stream.js'
import { Follower, type FollowerWorld } from './follower.js'

/** A source that was lost counts as stale after this, in milliseconds. */
const PATIENCE = 60_000
/** How often that is looked at. */
const LOOK_INTERVAL = 1_000
/** So many heartbeats may be missed before the connection counts as lost. */
const MISSED_HEARTBEATS = 3

export interface FeedSourceOptions extends FollowerWorld {
  /** The Namescope that is followed, `https://namescope.example`; where it has several clusters with `?cluster=NAME`. */
  readonly url: string
  /** Reads the bearer token, before each connection: tokens are exchanged while we run. */
  readonly token?: (() => Promise<string>) | undefined
  /** Reads the certificates, in PEM, that the server's may come from, in place of the usual ones. */
  readonly ca?: (() => Promise<string>) | undefined
  /** The kinds that are wanted at the moment, sorted; absent: all. Asked before each connection, and after each commit. */
  readonly kinds?: (() => readonly Kind[]) | undefined
  /** What the sink's state stands for, when it was kept from this feed. */
  readonly from?: Origin | undefined
  /** From 0 up to and without 1. */
  readonly random: () => number
}

/** Another Namescope as a source: its whole state, then every commit, for as long as it takes. */
export function feedSource(options: FeedSourceOptions): Source {
  return { description: `feed:${options.url}`, run: (sink, signal) => new Run(options, sink).run(signal) }
}

class Run {
  readonly #follower: Follower
  #failures = 0
  /** What was reported last, for as long as it lasts. */
  #trouble: string | undefined

  constructor(
    private readonly options: FeedSourceOptions,
    private readonly sink: Sink,
  ) {
    this.#follower = new Follower(sink, options, options.from)
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#follow(signal), this.#watchAge(signal)])
  }

  async #watchAge(signal: AbortSignal): Promise<void> {
    while (await slept(LOOK_INTERVAL, signal)) await this.#follower.age(PATIENCE)
  }

  async #follow(signal: AbortSignal): Promise<void> {
    do {
      try {
        await this.#followOnce(signal)
      } catch (error) {
        if (signal.aborted) return
        this.#failed(error)
      } finally {
        this.#follower.disconnected()
      }
    } while (await slept(waitBefore(this.#failures, this.options.random), signal))
  }

  async #followOnce(signal: AbortSignal): Promise<void> {
    const kinds = this.options.kinds?.()
    const stream = new FeedStream({
      url: this.#address(kinds),
      token: await this.options.token?.(),
      ca: await this.options.ca?.(),
    })
    let begun = false
    for await (const frame of stream.frames(signal)) {
      if (!begun) {
        begun = true
        stream.expectWithin(this.#follower.begin(frame, kinds).heartbeat * MISSED_HEARTBEATS)
        continue
      }
      if (!(await this.#goesOn(frame))) return
    }
    throw new NamescopeError('source-unreadable', `The feed of ${this.options.url} ended; it is asked for again.`)
  }

  /** False when another stream is needed. */
  async #goesOn(frame: Frame): Promise<boolean> {
    const ended = await this.#follower.take(frame)
    if (ended !== 'goes-on') {
      this.#follower.forget()
      return false
    }
    if (!this.#follower.hasCaughtUp) return true
    this.#recovered()
    return this.#hasNeededKinds()
  }

  /** A Corefile may come to need kinds that were not asked for. */
  #hasNeededKinds(): boolean {
    const asked = this.#follower.kinds
    const needed = this.options.kinds?.()
    if (asked === undefined || needed === undefined) return sameValue(asked, needed)
    return needed.every((kind) => asked.includes(kind))
  }

  #address(kinds: readonly Kind[] | undefined): URL {
    const url = new URL(this.options.url)
    url.pathname = `${url.pathname.replace(/\/$/, '')}/api/v1/feed`
    url.searchParams.set('protocol', FEED_PROTOCOL)
    if (kinds !== undefined) url.searchParams.set('kinds', kinds.join(','))
    const place = this.#follower.placeFor(kinds)
    if (place !== undefined) url.searchParams.set('after', positionText(place))
    return url
  }

  #failed(error: unknown): void {
    this.#failures++
    const { code, message } = error instanceof NamescopeError ? error : { code: 'internal', message: String(error) }
    // What does not fit was never applied; the whole state puts it right.
    if (code === 'log-corrupt' || code === 'internal') this.#follower.forget()
    if (this.#trouble === message) return
    this.#trouble = message
    this.sink.report({ severity: 'warning', code, message: `${message} The last state is served meanwhile.` })
  }

  #recovered(): void {
    this.#failures = 0
    if (this.#trouble === undefined) return
    this.#trouble = undefined
    this.sink.report({ severity: 'note', code: 'source-recovered', message: 'The feed is followed again.' })
  }
}

/** False when the signal has ended the wait. */
async function slept(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal })
    return true
  } catch {
    return false
  }
}
