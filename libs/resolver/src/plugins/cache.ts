import { versionAtLeast, type CachePlugin } from '#libs/corefile'
import { isAtOrUnderAny, nameKey, type Answer, type Question, type ResourceRecord } from '#libs/dns-model'
import type { Handler } from '../inquiry.js'
import { andThen, done } from '../step.js'

/** What CoreDNS takes for the TTL of a message that has none, of a referral and of errors, in seconds. */
const DEFAULT_TTL = 5
/** The most that it took for the TTL of a message before 1.14.4, whatever the plugin's bounds. */
const FORMER_LONGEST_TTL = 3600

/**
 * `cache`, as if it had just been filled: the one effect on a first answer is on its TTLs. CoreDNS gives every record of a message
 * the same TTL, the smallest among them brought into the plugin's bounds (plugin/cache/cache.go, WriteMsg), also in zones whose
 * answers are not kept.
 */
export function cacheHandler(plugin: CachePlugin, version: string): Handler {
  const longest = versionAtLeast(version, '1.14.4') ? Number.POSITIVE_INFINITY : FORMER_LONGEST_TTL
  return (inquiry, next) => {
    if (!isAtOrUnderAny(inquiry.key, plugin.zones)) return next(inquiry)
    const { question } = inquiry
    return andThen(next(inquiry), (answer) => {
      if (isBare(answer)) return done(answer)
      return done(withTtl(answer, ttlOf(plugin, question, answer, longest)))
    })
  }
}

/** Nothing in it that could have a TTL. */
function isBare({ answer, authority, additional }: Answer): boolean {
  return answer.length === 0 && authority.length === 0 && additional.length === 0
}

/** Most answers have that TTL throughout: what the kubernetes plugin gives its records is what kubeadm lets the cache keep. */
function withTtl(message: Answer, ttl: number): Answer {
  const answer = bounded(message.answer, ttl)
  const authority = bounded(message.authority, ttl)
  const additional = bounded(message.additional, ttl)
  const isSame = answer === message.answer && authority === message.authority && additional === message.additional
  return isSame ? message : { ...message, answer, authority, additional }
}

function bounded(records: readonly ResourceRecord[], ttl: number): readonly ResourceRecord[] {
  for (const record of records) if (record.ttl !== ttl) return records.map((other) => ({ ...other, ttl }))
  return records
}

function ttlOf(plugin: CachePlugin, question: Question, answer: Answer, longest: number): number {
  switch (kindOf(question, answer)) {
    case 'failure':
      return plugin.servfail
    case 'negative':
      return bring(smallestTtl(answer, longest), plugin.denial)
    case 'positive':
      return bring(smallestTtl(answer, longest), plugin.success)
    case 'other':
      return bring(DEFAULT_TTL, plugin.success)
  }
}

/** What kind of message it is to CoreDNS (plugin/pkg/response): `other` are referrals, refusals, and NXDOMAIN behind an alias. */
function kindOf(
  question: Question,
  { rcode, answer, authority }: Answer,
): 'positive' | 'negative' | 'failure' | 'other' {
  const hasSoa = authority.some(({ data }) => data.type === 'SOA')
  if (rcode === 'NOERROR') {
    if (answer.length > 0) return hasSoa && !answersQuestion(question, answer) ? 'negative' : 'positive'
    if (hasSoa) return 'negative'
    return authority.some(({ data }) => data.type === 'NS') ? 'other' : 'positive'
  }
  if (rcode === 'NXDOMAIN') return answer.length === 0 ? 'negative' : 'other'
  return rcode === 'SERVFAIL' || rcode === 'NOTIMP' ? 'failure' : 'other'
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

function smallestTtl({ answer, authority, additional }: Answer, longest: number): number {
  let least = longest
  for (const { ttl } of answer) if (ttl < least) least = ttl
  for (const { ttl } of authority) if (ttl < least) least = ttl
  for (const { ttl } of additional) if (ttl < least) least = ttl
  return least
}
