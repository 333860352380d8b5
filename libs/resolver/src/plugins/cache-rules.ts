import type { CachePlugin } from '#libs/corefile'
import { isAtOrUnder, nameKey, type Answer, type Question, type ResourceRecord } from '#libs/dns-model'

/** What CoreDNS takes for the TTL of a message that has none, of a referral and of errors, in seconds. */
const DEFAULT_TTL = 5

/** The parts of an answer that its keeping depends on. */
export type KeptParts = Pick<Answer, 'rcode' | 'truncated' | 'answer' | 'authority' | 'additional'>

/** What `cache` makes of a message. */
export interface Keeping {
  /** Which of its caches takes the message; `none`: it is passed on and not kept. */
  readonly kind: 'success' | 'denial' | 'failure' | 'none'
  /** Seconds, within the stanza's bounds: the TTL that every record gets, and how long the message is kept. */
  readonly ttl: number
}

/** How `cache` keeps a message (CoreDNS 1.15, plugin/cache/cache.go: cacheResponseType, key, WriteMsg, set). */
export function keepingOf(plugin: CachePlugin, question: Question, message: KeptParts): Keeping {
  const { kind, ttl } = bounded(plugin, question, message)
  return { kind: ttl > 0 && isKept(plugin, question, message, kind) ? CACHES[kind] : 'none', ttl }
}

/** The TTL of `keepingOf` alone, whether or not the message is kept. */
export function keptTtl(plugin: CachePlugin, question: Question, message: KeptParts): number {
  return bounded(plugin, question, message).ttl
}

/** What the plugin makes the TTL of every record of a zone transfer, in seconds. */
export function cacheTransferTtl(plugin: CachePlugin): number {
  return bring(DEFAULT_TTL, plugin.success)
}

const CACHES = {
  positive: 'success',
  referral: 'success',
  negative: 'denial',
  failure: 'failure',
  other: 'none',
} as const
type MessageKind = keyof typeof CACHES

function bounded(plugin: CachePlugin, question: Question, message: KeptParts): { kind: MessageKind; ttl: number } {
  const kind = kindOf(question, message)
  switch (kind) {
    case 'failure':
      return { kind, ttl: plugin.servfail }
    case 'negative':
      return { kind, ttl: bring(smallestTtl(message), plugin.denial) }
    case 'positive':
      return { kind, ttl: bring(smallestTtl(message), plugin.success) }
    case 'referral':
    case 'other':
      return { kind, ttl: bring(DEFAULT_TTL, plugin.success) }
  }
}

function isKept(plugin: CachePlugin, question: Question, message: KeptParts, kind: MessageKind): boolean {
  if (message.truncated || question.type === 'AXFR' || question.type === 'IXFR') return false
  // What says that there is nothing, without an SOA to say for how long, is not kept (RFC 2308, section 5).
  if (kind === 'negative' && !hasSoa(message)) return false
  if (kind === 'positive' && message.answer.length > 0 && !answersQuestion(question, message.answer)) return false
  const disabled = CACHES[kind] === 'success' ? plugin.disableSuccess : plugin.disableDenial
  return !disabled.some((zone) => isAtOrUnder(question.name, zone))
}

/** What kind of message it is to CoreDNS (plugin/pkg/response): `other` are refusals, and NXDOMAIN behind an alias. */
function kindOf(question: Question, message: KeptParts): MessageKind {
  const { rcode, answer, authority } = message
  if (rcode === 'NOERROR') {
    if (answer.length > 0) return hasSoa(message) && !answersQuestion(question, answer) ? 'negative' : 'positive'
    if (hasSoa(message)) return 'negative'
    return authority.some(({ data }) => data.type === 'NS') ? 'referral' : 'positive'
  }
  if (rcode === 'NXDOMAIN') return answer.length === 0 ? 'negative' : 'other'
  return rcode === 'SERVFAIL' || rcode === 'NOTIMP' ? 'failure' : 'other'
}

function hasSoa({ authority }: KeptParts): boolean {
  return authority.some(({ data }) => data.type === 'SOA')
}

/** Whether the answer holds what was asked for at the end of the aliases, which may not part or lead in a circle. */
function answersQuestion({ name, type }: Question, answer: readonly ResourceRecord[]): boolean {
  let key = nameKey(name)
  if (type === 'ANY') return answer.some((record) => nameKey(record.name) === key)
  const seen = new Set<string>()
  while (!seen.has(key)) {
    seen.add(key)
    const owned = answer.filter((record) => nameKey(record.name) === key)
    const targets = new Set(owned.map(({ data }) => (data.type === 'CNAME' ? nameKey(data.target) : undefined)))
    targets.delete(undefined)
    const [target] = targets
    if (targets.size > 1) return false
    if (type === 'CNAME') return target !== undefined
    if (target === undefined) return owned.some(({ data }) => data.type === type)
    key = target
  }
  return false
}

function bring(ttl: number, { minTtl, maxTtl }: { minTtl: number; maxTtl: number }): number {
  return Math.min(Math.max(ttl, minTtl), maxTtl)
}

/** CoreDNS's default where no record has a TTL. */
function smallestTtl({ answer, authority, additional }: KeptParts): number {
  let least = Number.POSITIVE_INFINITY
  for (const { ttl } of answer) if (ttl < least) least = ttl
  for (const { ttl } of authority) if (ttl < least) least = ttl
  for (const { ttl } of additional) if (ttl < least) least = ttl
  return least === Number.POSITIVE_INFINITY ? DEFAULT_TTL : least
}
