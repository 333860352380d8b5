import type { ResourceRecord } from '#libs/dns-model'
import type { Reply, UpstreamMessage } from '#libs/resolver'

/** Octets that a reply and a record are taken to need in memory, names and data aside. An estimate: it bounds, it does not count. */
const REPLY_OCTETS = 400
const RECORD_OCTETS = 200
const OCTETS_A_CHARACTER = 2

/** A reply in the cache. */
export class KeptReply {
  readonly octets: number
  /** Questions for it, no two of them further apart than `prefetch` allows. */
  hits = 0
  lastHit = 0
  isRefreshing = false
  /** Milliseconds of the clock before which it is not refreshed, after that has failed. */
  retryAt = 0
  #aged: { readonly ttl: number; readonly reply: Reply } | undefined

  constructor(
    readonly kind: 'success' | 'denial' | 'failure',
    private readonly reply: Reply,
    /** Seconds. */
    readonly ttl: number,
    /** Milliseconds of the clock. */
    private readonly storedAt: number,
  ) {
    this.octets = octetsOf(reply)
  }

  /** Whole seconds that are left; zero or less once it is stale. */
  left(now: number): number {
    return this.ttl - Math.floor((now - this.storedAt) / 1000)
  }

  /** The reply with this TTL in every record, as CoreDNS's cache gives it. The last one is kept: many ask within a second. */
  withTtl(ttl: number): Reply {
    if (this.reply.kind !== 'reply') return this.reply
    if (this.#aged?.ttl !== ttl) {
      this.#aged = { ttl, reply: { kind: 'reply', message: aged(this.reply.message, ttl), kept: true } }
    }
    return this.#aged.reply
  }
}

function aged(message: UpstreamMessage, ttl: number): UpstreamMessage {
  const all = (records: readonly ResourceRecord[]): ResourceRecord[] => records.map((record) => ({ ...record, ttl }))
  return {
    ...message,
    answer: all(message.answer),
    authority: all(message.authority),
    additional: all(message.additional),
  }
}

function octetsOf(reply: Reply): number {
  if (reply.kind !== 'reply') return REPLY_OCTETS
  const { answer, authority, additional } = reply.message
  return [answer, authority, additional].flat().reduce((sum, record) => sum + recordOctets(record), REPLY_OCTETS)
}

function recordOctets({ name, data }: ResourceRecord): number {
  let characters = name.length
  for (const value of Object.values(data).flat()) if (typeof value === 'string') characters += value.length
  return RECORD_OCTETS + OCTETS_A_CHARACTER * characters
}
