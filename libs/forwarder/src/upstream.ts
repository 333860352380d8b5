import { decodeMessage } from '#libs/dns-wire'
import type { ForwardPlugin } from '#libs/corefile'
import type { Question } from '#libs/dns-model'
import type { UpstreamMessage } from '#libs/resolver'
import { ChannelPool, STREAM_LIMITS, UDP_LIMITS, type PoolLimits } from './channel-pool.js'
import type { OpenWire } from './channel.js'
import { PLAIN_QUERY } from './drive.js'
import { ExchangeError } from './exchange-error.js'
import type { UpstreamMetrics } from './forward-metrics.js'
import { isTruncated, outgoingQuestion, type OutgoingQuestion } from './outgoing-question.js'
import { tcpWire, tlsWire } from './stream-wire.js'
import type { Surroundings } from './surroundings.js'
import { serverText, type Server } from './target.js'
import { udpWire } from './udp-wire.js'
import { CUT, upstreamMessage } from './upstream-message.js'

/** Milliseconds that a health check may take (CoreDNS plugin/pkg/proxy/health.go). */
const HEALTH_CHECK_LONGEST = 1_000

export type UpstreamOptions = Pick<
  ForwardPlugin,
  | 'expire'
  | 'forceTcp'
  | 'tlsServerName'
  | 'sourceAddress'
  | 'healthCheckInterval'
  | 'healthCheckDomain'
  | 'healthCheckWithoutRecursion'
>

/** One server that questions are passed on to, with what is known of its health. */
export class Upstream {
  /** `192.0.2.1:53` */
  readonly name: string
  /** Why it must not be asked: it is the cluster DNS, or ourselves; or what was sent there came back. Sentences. */
  leadsBack: string | undefined
  loops: string | undefined
  readonly #udp: ChannelPool | undefined
  readonly #stream: ChannelPool
  readonly #metrics: UpstreamMetrics
  readonly #probe: OutgoingQuestion
  #fails = 0
  #isChecking = false
  #isClosed = false

  constructor(
    readonly server: Server,
    private readonly options: UpstreamOptions,
    private readonly around: Surroundings,
  ) {
    this.name = serverText(server)
    this.#metrics = around.metrics.ofUpstream(this.name)
    const { sourceAddress, tlsServerName, healthCheckDomain = '.', healthCheckWithoutRecursion } = options
    if (server.protocol === 'dns') {
      this.#udp = this.#pool(UDP_LIMITS, 'udp', udpWire(server, sourceAddress))
      this.#stream = this.#pool(STREAM_LIMITS, 'tcp', tcpWire(server, sourceAddress))
    } else {
      const named = { ...(tlsServerName !== undefined && { serverName: tlsServerName }), ...server }
      this.#stream = this.#pool(STREAM_LIMITS, 'tcp-tls', tlsWire(named))
    }
    const question = { name: healthCheckDomain, type: 'NS' } as const
    const recursionDesired = healthCheckWithoutRecursion !== true
    this.#probe = outgoingQuestion(question, { ...PLAIN_QUERY, edns: false, recursionDesired })
  }

  /** True after more than `maxFails` failed health checks in a row; 0 means that health does not count. */
  isDown(maxFails: number): boolean {
    return maxFails > 0 && this.#fails > maxFails
  }

  /**
   * Asks, over UDP where that is allowed, and over TCP where the reply did not fit. Rejects with an `ExchangeError`, after
   * `milliseconds` for each of both.
   */
  async ask(
    question: Question,
    outgoing: OutgoingQuestion,
    overTcp: boolean,
    milliseconds: number,
  ): Promise<UpstreamMessage> {
    const start = this.around.clock.now()
    const udp = overTcp ? undefined : this.#udp
    const reply =
      udp === undefined
        ? this.#read(question, await this.#overStream(outgoing, milliseconds))
        : await this.#overUdp(udp, question, outgoing, milliseconds)
    this.#metrics.replied(reply.rcode, (this.around.clock.now() - start) / 1000)
    return reply
  }

  /** Starts to check the upstream's health, until it answers anything at all. */
  checkHealth(): void {
    if (this.#isChecking) return
    this.#isChecking = true
    this.#check().catch(() => undefined)
  }

  close(): void {
    this.#isClosed = true
    this.#udp?.close()
    this.#stream.close()
  }

  async #check(): Promise<void> {
    const pool = this.options.forceTcp || this.#udp === undefined ? this.#stream : this.#udp
    try {
      await pool.exchange(this.#probe, HEALTH_CHECK_LONGEST)
      this.#fails = 0
      this.#isChecking = false
    } catch {
      this.#fails++
      this.#metrics.healthCheckFailed()
      this.around.deadlines.add(this.options.healthCheckInterval * 1000, () => {
        if (!this.#isClosed) this.#check().catch(() => undefined)
      })
    }
  }

  /** A server that says TC and then has nothing to say over TCP has at least said so much (RFC 2181, section 9). */
  async #overUdp(
    udp: ChannelPool,
    question: Question,
    outgoing: OutgoingQuestion,
    milliseconds: number,
  ): Promise<UpstreamMessage> {
    const bytes = await udp.exchange(outgoing, milliseconds)
    if (!isTruncated(bytes)) return this.#read(question, bytes)
    try {
      return this.#read(question, await this.#overStream(outgoing, milliseconds))
    } catch {
      const decoded = decodeMessage(bytes)
      return decoded.kind === 'message' ? upstreamMessage(question, decoded.message) : CUT
    }
  }

  /** A connection that stood idle may have been closed while the question was on its way: that is no failure of the server. */
  async #overStream(outgoing: OutgoingQuestion, milliseconds: number): Promise<Buffer> {
    try {
      return await this.#stream.exchange(outgoing, milliseconds)
    } catch (error) {
      if (!(error instanceof ExchangeError) || !error.isStaleConnection) throw error
      return this.#stream.exchange(outgoing, milliseconds)
    }
  }

  #read(question: Question, bytes: Buffer): UpstreamMessage {
    const decoded = decodeMessage(bytes)
    if (decoded.kind === 'message') return upstreamMessage(question, decoded.message)
    throw new ExchangeError(`sent a message that can't be read: ${decoded.reason}`)
  }

  #pool(limits: PoolLimits, proto: 'udp' | 'tcp' | 'tcp-tls', open: OpenWire): ChannelPool {
    const { clock, deadlines, randomBelow } = this.around
    return new ChannelPool({
      limits,
      open,
      clock,
      deadlines,
      randomBelow,
      expire: this.options.expire * 1000,
      onPick: this.#metrics.picking(proto),
      onStray: () => this.#metrics.strayed(),
    })
  }
}
