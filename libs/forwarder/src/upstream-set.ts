import type { ForwardPlugin } from '#libs/corefile'
import { nameKey, type Question } from '#libs/dns-model'
import type { Reply, UpstreamMessage } from '#libs/resolver'
import type { ClientQuery } from './drive.js'
import { ExchangeError } from './exchange-error.js'
import { outgoingQuestion } from './outgoing-question.js'
import { Policy } from './policy.js'
import type { Surroundings } from './surroundings.js'
import type { Upstream } from './upstream.js'

/** Milliseconds for all attempts of one question, and for one of them (CoreDNS plugin/forward). */
const LONGEST = 5_000
const READ_TIMEOUT = 2_000
const ATTEMPTS_PER_UPSTREAM = 2

/** The upstreams of one forward stanza: which is asked, how often, for how long. */
export class UpstreamSet {
  readonly #policy: Policy
  readonly #underWay = new Map<string, Promise<Reply>>()

  constructor(
    private readonly forward: ForwardPlugin,
    private readonly upstreams: readonly Upstream[],
    private readonly around: Surroundings,
  ) {
    this.#policy = new Policy(forward.policy, around.randomBelow)
  }

  /**
   * Asks. Who asks the same meanwhile shares the reply: a second question for it would make forging easier (RFC 5452,
   * section 5), and a question that comes back to us must not go out again.
   */
  ask(question: Question, query: ClientQuery): Promise<Reply> {
    const key = questionKey(question, query)
    const underWay = this.#underWay.get(key)
    if (underWay !== undefined) return underWay
    const asking = this.#attempts(question, query).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, asking)
    return asking
  }

  close(): void {
    for (const upstream of this.upstreams) upstream.close()
  }

  /** CoreDNS's own order of attempts, `max_fails`, `failover` and limits (plugin/forward/forward.go, ServeDNS). */
  async #attempts(question: Question, query: ClientQuery): Promise<Reply> {
    const { clock } = this.around
    const { maxFails, forceTcp, preferUdp, failover, readTimeout } = this.forward
    const outgoing = outgoingQuestion(question, query)
    const overTcp = forceTcp || (query.transport === 'tcp' && !preferUdp)
    const readMost = readTimeout === undefined ? READ_TIMEOUT : readTimeout * 1000
    const deadline = clock.now() + LONGEST
    const upstreams = this.upstreams.filter(({ leadsBack, loops }) => leadsBack === undefined && loops === undefined)
    const candidates = this.#candidates(upstreams)
    let attemptsLeft = this.#mostAttempts(upstreams.length)
    let failure = upstreams.length === 0 ? this.#whyNone() : 'No upstream is healthy.'
    let failovers = 0
    for (let left = LONGEST; left > 0 && attemptsLeft > 0; left = deadline - clock.now()) {
      const upstream = candidates.next().value
      if (upstream === undefined) break
      try {
        const message = await upstream.ask(question, outgoing, overTcp, Math.min(readMost, left))
        if (!failover.includes(message.rcode) || ++failovers >= upstreams.length) return replied(message)
      } catch (error) {
        if (!(error instanceof ExchangeError)) throw error
        failure = `The upstream ${upstream.name} ${error.message}.`
        if (maxFails > 0) upstream.checkHealth()
        attemptsLeft--
      }
    }
    return { kind: 'failed', reason: failure }
  }

  #mostAttempts(upstreams: number): number {
    const { maxConnectAttempts = ATTEMPTS_PER_UPSTREAM * upstreams } = this.forward
    return maxConnectAttempts === 0 ? Number.POSITIVE_INFINITY : maxConnectAttempts
  }

  #whyNone(): string {
    const [first] = this.upstreams
    return first?.leadsBack ?? first?.loops ?? 'There is no upstream.'
  }

  /** The healthy ones in the policy's order, again and again; with none healthy, one by chance, for the checks may be what fails. */
  *#candidates(upstreams: readonly Upstream[]): Generator<Upstream, undefined> {
    const order = this.#policy.order(upstreams)
    const { maxFails, failsFast } = this.forward
    while (order.length > 0) {
      let healthy = 0
      for (const upstream of order) {
        if (upstream.isDown(maxFails)) continue
        healthy++
        yield upstream
      }
      if (healthy > 0) continue
      this.around.metrics.allDown()
      if (failsFast) return undefined
      yield order[this.around.randomBelow(order.length)] as Upstream
    }
    return undefined
  }
}

/** Under this key questions are the same, whoever asks. */
export function questionKey({ name, type }: Question, query: ClientQuery): string {
  const { dnssecOk, checkingDisabled, recursionDesired } = query
  const bits = (dnssecOk ? 1 : 0) | (checkingDisabled ? 2 : 0) | (recursionDesired ? 4 : 0)
  return `${bits}${type} ${nameKey(name)}`
}

function replied(message: UpstreamMessage): Reply {
  return { kind: 'reply', message }
}
