import type { CachePlugin } from '#libs/corefile'
import { isAtOrUnder, outcomeOf, type Answer, type ResourceRecord } from '#libs/dns-model'
import type { Handler } from '../inquiry.js'
import { andThen, done } from '../step.js'

/** What CoreDNS takes for the TTL of a message that has none, in seconds, and the most it takes before its own bounds apply. */
const DEFAULT_TTL = 5
const LONGEST_TTL = 3600

/**
 * `cache`, as if it had just been filled: the one effect on a first answer is on its TTLs. CoreDNS gives every record of a message
 * the same TTL, the smallest among them brought into the plugin's bounds (plugin/cache/cache.go, WriteMsg), also in zones whose
 * answers are not kept.
 */
export function cacheHandler(plugin: CachePlugin): Handler {
  return (inquiry, next) => {
    if (!plugin.zones.some((zone) => isAtOrUnder(inquiry.key, zone))) return next(inquiry)
    return andThen(next(inquiry), (answer) => done(withBoundedTtl(plugin, answer)))
  }
}

function withBoundedTtl(plugin: CachePlugin, answer: Answer): Answer {
  if (isBare(answer)) return answer
  const ttl = keptFor(plugin, answer)
  const bounded = (records: readonly ResourceRecord[]): readonly ResourceRecord[] =>
    records.every((record) => record.ttl === ttl) ? records : records.map((record) => ({ ...record, ttl }))
  return {
    ...answer,
    answer: bounded(answer.answer),
    authority: bounded(answer.authority),
    additional: bounded(answer.additional),
  }
}

/** Nothing in it that could have a TTL. */
function isBare({ answer, authority, additional }: Answer): boolean {
  return answer.length === 0 && authority.length === 0 && additional.length === 0
}

function keptFor(plugin: CachePlugin, answer: Answer): number {
  const outcome = outcomeOf(answer)
  if (outcome === 'NxDomain' || outcome === 'NoData') return bring(negativeTtl(answer), plugin.denial)
  return outcome === 'Answer' || outcome === 'Undecidable'
    ? bring(smallestTtl(answer), plugin.success)
    : plugin.servfail
}

function bring(ttl: number, { minTtl, maxTtl }: { minTtl: number; maxTtl: number }): number {
  return Math.min(Math.max(ttl, minTtl), maxTtl)
}

/** The SOA's minimum field (RFC 2308, section 5); CoreDNS does not look at the SOA's own TTL. */
function negativeTtl({ authority }: Answer): number {
  for (const { data } of authority) if (data.type === 'SOA') return data.minimum
  return DEFAULT_TTL
}

function smallestTtl({ answer, authority, additional }: Answer): number {
  return [...answer, ...authority, ...additional].reduce((least, { ttl }) => Math.min(least, ttl), LONGEST_TTL)
}
