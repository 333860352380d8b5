import type { CachePlugin } from '#libs/corefile'
import type { Question } from '#libs/dns-model'
import { keepingOf, type Reply } from '#libs/resolver'
import { ClockMap } from './clock-map.js'
import type { CacheMetrics, CacheType } from './forward-metrics.js'
import { KeptReply } from './kept-reply.js'
import type { Surroundings } from './surroundings.js'

/** Octets that one cache may hold, by the estimate of `KeptReply`, besides the number of replies that its stanza allows. */
const MOST_OCTETS = 32 * 1024 * 1024

/** Asks the upstreams. */
export type Fetch = () => Promise<Reply>

/**
 * What upstreams said, kept by the rules of one `cache` stanza: for how long is the resolver's rule (`keepingOf`), when to ask
 * again, and what to serve meanwhile, is that of CoreDNS (plugin/cache/handler.go).
 */
export class ReplyCache {
  readonly #replies: Readonly<Record<CacheType, ClockMap<string, KeptReply>>>
  #octets = 0

  constructor(
    private readonly plugin: CachePlugin,
    private readonly around: Pick<Surroundings, 'clock' | 'deadlines'>,
    private readonly metrics: CacheMetrics,
  ) {
    const table = (type: CacheType): ClockMap<string, KeptReply> =>
      new ClockMap(Math.max(0, plugin[type].capacity), ({ octets }) => {
        this.#octets -= octets
        metrics.evicted(type)
      })
    this.#replies = { success: table('success'), denial: table('denial') }
  }

  /** Octets held, by estimate. */
  get octets(): number {
    return this.#octets
  }

  /** The reply to a question, from here when there is one, else by `fetch`. Equal keys are equal questions. */
  ask(key: string, question: Question, fetch: Fetch): Reply | Promise<Reply> {
    this.metrics.asked()
    const now = this.around.clock.now()
    const kept = this.#find(key, now)
    if (kept === undefined) {
      this.metrics.missed()
      return this.#fill(key, question, fetch)
    }
    this.metrics.hit(kept.kind === 'success' ? 'success' : 'denial')
    const left = kept.left(now)
    if (left <= 0) return this.#stale(kept, key, question, fetch)
    if (this.#isPopular(kept, now, left)) this.#refresh(kept, key, question, fetch)
    return kept.withTtl(this.plugin.keepTtl ? kept.ttl : left)
  }

  /** Denials come first, being the newer where both are there; a failure only where nothing better is known. */
  #find(key: string, now: number): KeptReply | undefined {
    const denial = this.#usable(this.#replies.denial.get(key), now)
    if (denial !== undefined && denial.kind !== 'failure') return denial
    return this.#usable(this.#replies.success.get(key), now) ?? denial
  }

  #usable(kept: KeptReply | undefined, now: number): KeptReply | undefined {
    const longestStale = kept?.kind === 'failure' ? 0 : (this.plugin.serveStale?.duration ?? 0)
    return kept !== undefined && kept.left(now) > -longestStale ? kept : undefined
  }

  async #fill(key: string, question: Question, fetch: Fetch): Promise<Reply> {
    const reply = await fetch()
    this.#keep(key, question, reply)
    return reply
  }

  /** Past its time (RFC 8767): served at once and asked for behind the client's back, or only after asking in vain. */
  #stale(kept: KeptReply, key: string, question: Question, fetch: Fetch): Reply | Promise<Reply> {
    const { refresh, responseTtl = 0, failureRecheck } = this.plugin.serveStale ?? { refresh: 'immediate' }
    const served = (): Reply => {
      this.metrics.servedStale()
      return kept.withTtl(Math.floor(responseTtl))
    }
    if (refresh === 'immediate') this.#refresh(kept, key, question, fetch)
    if (refresh === 'immediate' || (failureRecheck !== undefined && !this.#mayRefresh(kept))) return served()
    return this.#verified(kept, key, question, fetch).then((reply) => reply ?? served())
  }

  /** The upstream's newer word; `undefined` when it failed, or took too long (what it says then is kept for later). */
  #verified(kept: KeptReply, key: string, question: Question, fetch: Fetch): Promise<Reply | undefined> {
    const { verifyTimeout } = this.plugin.serveStale ?? {}
    const refreshed = this.#refreshNow(kept, key, question, fetch)
    if (verifyTimeout === undefined) return refreshed
    return new Promise((resolve) => {
      const cancel = this.around.deadlines.add(verifyTimeout * 1000, () => resolve(undefined))
      refreshed
        .then(resolve)
        .finally(cancel)
        .catch(() => resolve(undefined))
    })
  }

  /** Asked for often, and about to end: CoreDNS asks again before that. */
  #isPopular(kept: KeptReply, now: number, left: number): boolean {
    const { prefetch } = this.plugin
    if (prefetch === undefined) return false
    kept.hits = now - kept.lastHit > prefetch.duration * 1000 ? 1 : kept.hits + 1
    kept.lastHit = now
    return kept.hits >= prefetch.amount && left <= Math.ceil((prefetch.percentage / 100) * kept.ttl)
  }

  #mayRefresh(kept: KeptReply): boolean {
    return !kept.isRefreshing && this.around.clock.now() >= kept.retryAt
  }

  #refresh(kept: KeptReply, key: string, question: Question, fetch: Fetch): void {
    if (!this.#mayRefresh(kept)) return
    this.metrics.prefetched()
    this.#refreshNow(kept, key, question, fetch).catch(() => undefined)
  }

  /** One refresh of a reply at a time. Only an answer or a denial is news (RFC 8767, section 4). */
  async #refreshNow(kept: KeptReply, key: string, question: Question, fetch: Fetch): Promise<Reply | undefined> {
    kept.isRefreshing = true
    const reply = await fetch()
    kept.isRefreshing = false
    const isNews = reply.kind === 'reply' && (reply.message.rcode === 'NOERROR' || reply.message.rcode === 'NXDOMAIN')
    if (!isNews) kept.retryAt = this.around.clock.now() + (this.plugin.serveStale?.failureRecheck ?? 0) * 1000
    const renewed = this.#keep(key, question, reply)
    if (renewed !== undefined) {
      renewed.hits = kept.hits
      renewed.lastHit = kept.lastHit
    }
    return isNews ? reply : undefined
  }

  #keep(key: string, question: Question, reply: Reply): KeptReply | undefined {
    const kept = this.#judged(question, reply)
    if (kept === undefined) return undefined
    const type = kept.kind === 'success' ? 'success' : 'denial'
    const { success, denial } = this.#replies
    // The newest word counts; a failure says nothing about what was known before.
    if (kept.kind !== 'failure') this.#forget(type === 'success' ? denial : success, key)
    this.#forget(this.#replies[type], key)
    if (this.plugin[type].capacity <= 0 || kept.octets > MOST_OCTETS) return undefined
    this.#octets += kept.octets
    this.#replies[type].set(key, kept)
    while (this.#octets > MOST_OCTETS && (denial.evict() || success.evict())) continue
    this.metrics.holds('success', success.size)
    this.metrics.holds('denial', denial.size)
    return kept
  }

  /** A failure without a message is kept like SERVFAIL (RFC 9520, section 3.2); a refusal for lack of room is not. */
  #judged(question: Question, reply: Reply): KeptReply | undefined {
    const now = this.around.clock.now()
    if (reply.kind === 'failed') {
      const { servfail } = this.plugin
      return servfail > 0 ? new KeptReply('failure', reply, servfail, now) : undefined
    }
    if (reply.kind !== 'reply') return undefined
    const { kind, ttl } = keepingOf(this.plugin, question, reply.message)
    return kind === 'none' ? undefined : new KeptReply(kind, reply, ttl, now)
  }

  #forget(replies: ClockMap<string, KeptReply>, key: string): void {
    this.#octets -= replies.delete(key)?.octets ?? 0
  }
}
