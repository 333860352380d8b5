import { ManualClock } from '#test/fixtures'
import { readCorefile, type CachePlugin } from '#libs/corefile'
import type { Question, ResourceRecord } from '#libs/dns-model'
import type { Reply, UpstreamMessage } from '#libs/resolver'
import { Deadlines } from '../src/deadlines.js'
import { ForwardMetrics } from '../src/forward-metrics.js'
import { ReplyCache } from '../src/reply-cache.js'
import { a } from '#test/upstream'

export const QUESTION: Question = { name: 'www.example.com.', type: 'A' }
export const SOA: ResourceRecord = {
  name: 'example.com.',
  ttl: 60,
  data: { type: 'SOA', primary: 'ns.', mailbox: 'h.', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 },
}
export const FAILED: Reply = { kind: 'failed', reason: 'time-out' }

/** A reply with these parts. */
export function says(parts: Partial<UpstreamMessage>): Reply {
  const message: UpstreamMessage = {
    rcode: 'NOERROR',
    authoritative: false,
    recursionAvailable: true,
    truncated: false,
    answer: [],
    authority: [],
    additional: [],
    ...parts,
  }
  return { kind: 'reply', message }
}

/** An A record of this TTL. */
export const found = (ttl: number, address = '192.0.2.1'): Reply => says({ answer: [a(QUESTION.name, address, ttl)] })
export const DENIED = says({ rcode: 'NXDOMAIN', authority: [SOA] })

function pluginOf(stanza: string): CachePlugin {
  const { settings, problems } = readCorefile(`. {\n cache ${stanza}\n}\n`, {
    version: '1.15.0',
    origin: { corefile: 'option', version: 'option' },
    assumptions: [],
    files: {},
  })
  const plugin = settings?.servers[0]?.plugins[0]
  if (plugin?.name !== 'cache') throw new Error(JSON.stringify(problems))
  return plugin
}

/** A cache by itself, before upstreams that say what they are told to. */
export function cacheOf(stanza: string): {
  clock: ManualClock
  cache: ReplyCache
  /** How often an upstream was asked. */
  fetches: () => number
  /** The upstream's next word; it says the last one again and again. */
  upstreamSays: (reply: Reply) => void
  /** What comes of the question, under this key: the code or kind, the TTL, the address. */
  ask: (key?: string) => Promise<string>
  text: () => string
} {
  const clock = new ManualClock()
  const metrics = new ForwardMetrics()
  const cache = new ReplyCache(pluginOf(stanza), { clock, deadlines: new Deadlines(clock) }, metrics.ofCache(''))
  let next: Reply = FAILED
  let fetches = 0
  return {
    clock,
    cache,
    fetches: () => fetches,
    upstreamSays: (reply) => {
      next = reply
    },
    ask: async (key = 'key') => {
      const reply = await cache.ask(key, QUESTION, () => {
        fetches++
        return Promise.resolve(next)
      })
      await new Promise(setImmediate)
      return shown(reply)
    },
    text: () => metrics.text('x'),
  }
}

/** A reply as a line. */
export function shown(reply: Reply): string {
  if (reply.kind !== 'reply') return reply.kind
  const { rcode, answer, authority } = reply.message
  const [record] = [...answer, ...authority]
  const address = record?.data.type === 'A' ? ` ${record.data.address}` : ''
  return `${rcode} ${record?.ttl}${address}${reply.kept === true ? ' kept' : ''}`
}
