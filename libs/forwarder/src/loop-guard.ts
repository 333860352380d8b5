import { nameKey, type DomainName, type Question } from '#libs/dns-model'
import { PLAIN_QUERY } from './drive.js'
import { outgoingQuestion } from './outgoing-question.js'
import type { Surroundings } from './surroundings.js'
import type { Upstream } from './upstream.js'

const LABEL_LIMIT = 2 ** 47
const PROBE_LONGEST = 2_000
/** Milliseconds until an upstream that led back is tried again. */
const PAUSE = 60_000

/**
 * Finds upstreams that lead back to us, as CoreDNS's `loop` does: each is asked once for a name that nobody else can know. When
 * that question arrives here, the upstream is left alone for a while; names of the cluster are answered all along.
 */
export class LoopGuard {
  readonly #sent = new Map<DomainName, Upstream>()

  constructor(private readonly around: Surroundings) {}

  /** Sends the question that must not come back; `zone` is what the upstream is asked for. */
  probe(upstream: Upstream, zone: DomainName): void {
    const { randomBelow } = this.around
    const below = zone === '.' ? '' : zone
    const name = `${randomBelow(LABEL_LIMIT)}.${randomBelow(LABEL_LIMIT)}.${below}`
    this.#sent.set(nameKey(name), upstream)
    const question = { name, type: 'HINFO' } as const
    const forget = (): void => void this.#sent.delete(nameKey(name))
    // What comes of it does not matter: only whether it comes back.
    upstream.ask(question, outgoingQuestion(question, PLAIN_QUERY), false, PROBE_LONGEST).then(forget, forget)
  }

  /** Whether a question that is to be passed on is one of ours; its upstream is not asked any more then. */
  recognises({ name, type }: Question, zone: DomainName): boolean {
    if (type !== 'HINFO') return false
    const upstream = this.#sent.get(nameKey(name))
    if (upstream === undefined) return false
    upstream.loops = `What is asked of ${upstream.name} comes back to this server. Name upstreams that do not ask it, with --dns-upstreams or in the Corefile.`
    this.around.onProblem(upstream.loops)
    this.around.deadlines.add(PAUSE, () => {
      upstream.loops = undefined
      this.probe(upstream, zone)
    })
    return true
  }
}
