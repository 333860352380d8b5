import { versionAtLeast, type CachePlugin, type ServerBlock } from '#libs/corefile'
import { isAtOrUnderAny, type Answer, type Question, type ResourceRecord } from '#libs/dns-model'
import type { Handler } from '../inquiry.js'
import { done, type Reply, type Step } from '../step.js'
import { keptTtl } from './cache-rules.js'

/**
 * `cache`, as if it had just been filled: the one effect on a first answer is on its TTLs. CoreDNS gives every record of a message
 * the same TTL, the smallest among them brought into the plugin's bounds (plugin/cache/cache.go, WriteMsg), also in zones whose
 * answers are not kept. Whoever asks upstreams may keep what they say, by the same rules: an `ask` tells by which stanza, and a
 * reply that was kept passes as it is.
 */
export function cacheHandler(plugin: CachePlugin, server: ServerBlock, version: string): Handler {
  const isAuthoritative = !versionAtLeast(version, '1.15.0')
  return (inquiry, next) => {
    if (!isAtOrUnderAny(inquiry.key, plugin.zones)) return next(inquiry)
    return throughCache(next(inquiry))

    function throughCache(step: Step): Step {
      if (step.kind === 'answer')
        return isBare(step.answer) ? step : done(asFilled(plugin, inquiry.question, step.answer))
      // A look-up behind this one, of an ExternalName's target, has been through the cache already.
      const isNearest = step.cache === undefined
      return {
        ...step,
        cache: step.cache ?? { plugin, server },
        resume: (reply) => {
          const onward = step.resume(reply)
          return isNearest && isKept(reply) && onward.kind === 'answer'
            ? fromCache(onward.answer)
            : throughCache(onward)
        },
      }
    }

    /** Before 1.15.0 whatever came from the cache had the AA bit. */
    function fromCache(answer: Answer): Step {
      return done(isAuthoritative ? { ...answer, authoritative: true } : answer)
    }
  }
}

function isKept(reply: Reply): boolean {
  return reply.kind === 'reply' && reply.kept === true
}

/** Nothing in it that could have a TTL. */
function isBare({ answer, authority, additional }: Answer): boolean {
  return answer.length === 0 && authority.length === 0 && additional.length === 0
}

/** Most answers have that TTL throughout: what the kubernetes plugin gives its records is what kubeadm lets the cache keep. */
function asFilled(plugin: CachePlugin, question: Question, message: Answer): Answer {
  const ttl = keptTtl(plugin, question, message)
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
