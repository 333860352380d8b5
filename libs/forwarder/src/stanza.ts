import { readFile } from 'node:fs/promises'
import type { CachePlugin, ForwardPlugin, ServerBlock } from '#libs/corefile'
import { label } from '#libs/prometheus'
import type { Reply } from '#libs/resolver'
import { chosenTargets, type UpstreamChoice } from './chosen-targets.js'
import type { Ask, ClientQuery } from './drive.js'
import { LoopGuard } from './loop-guard.js'
import { ReplyCache } from './reply-cache.js'
import { nameServers } from './resolv-conf.js'
import type { Surroundings } from './surroundings.js'
import { serverText, type Server, type Target } from './target.js'
import { UpstreamSet, questionKey } from './upstream-set.js'
import { Upstream } from './upstream.js'

/** Questions that may wait on one stanza, whatever its `max_concurrent` says: what waits takes memory. */
const MOST_WAITING = 10_000
/** Caches beside each other: replies pass the `cache` of a stanza's own block, or that of a block that looked a name up there. */
const MOST_CACHES = 4
/** Milliseconds between looks at whether an upstream leads back: the cluster's own DNS Service may come later than we do. */
const LOOK_EVERY = 1_000

export interface StanzaOptions {
  readonly around: Surroundings
  readonly choices: readonly UpstreamChoice[] | undefined
  /** Why this server must not be asked, as in "is the cluster DNS itself"; `undefined` when it may be. */
  readonly leadsBack: (host: string, port: number) => string | undefined
}

/** One forward stanza at work: its upstreams, what is kept of their replies, and how many questions wait. */
export class Stanza {
  readonly #loops: LoopGuard
  readonly #caches = new Map<string, ReplyCache>()
  readonly #knownCaches = new WeakMap<CachePlugin, ReplyCache>()
  #upstreams: readonly Upstream[] = []
  #set: UpstreamSet | Promise<UpstreamSet | undefined> | undefined
  #waiting = 0
  #lookAt = 0
  #isClosed = false

  constructor(
    private readonly forward: ForwardPlugin,
    private readonly options: StanzaOptions,
  ) {
    this.#loops = new LoopGuard(options.around)
    const targets = chosenTargets(forward, options.choices)
    this.#set = targets && this.#open(targets)
  }

  perform({ question, cache }: Ask, query: ClientQuery): Reply | Promise<Reply> {
    const set = this.#set
    if (set === undefined) return { kind: 'undecidable' }
    if (this.#loops.recognises(question, this.forward.from)) {
      return { kind: 'failed', reason: `${question.name} was sent by this server itself, to find loops.` }
    }
    const fetch = async (): Promise<Reply> => this.#bounded(async () => (await set)?.ask(question, query))
    if (cache === undefined) return fetch()
    return this.#cacheOf(cache.plugin, cache.server).ask(questionKey(question, query), question, fetch)
  }

  close(): void {
    this.#isClosed = true
    for (const upstream of this.#upstreams) upstream.close()
  }

  async #bounded(ask: () => Promise<Reply | undefined>): Promise<Reply> {
    const { maxConcurrent } = this.forward
    const most = maxConcurrent === 0 ? MOST_WAITING : Math.min(maxConcurrent, MOST_WAITING)
    if (this.#waiting >= most) {
      this.options.around.metrics.rejected()
      return { kind: 'refused', reason: `${most} questions wait for upstreams already.` }
    }
    this.#waiting++
    try {
      this.#lookForWaysBack()
      return (await ask()) ?? { kind: 'failed', reason: 'No upstream can be asked.' }
    } catch (error) {
      // A defect of ours; the client gets SERVFAIL all the same.
      this.options.around.onProblem(`Asking failed: ${(error as Error).stack}`)
      return { kind: 'failed', reason: 'Asking failed inside this server.' }
    } finally {
      this.#waiting--
    }
  }

  #cacheOf(plugin: CachePlugin, server: ServerBlock): ReplyCache {
    const known = this.#knownCaches.get(plugin)
    if (known !== undefined) return known
    const { around } = this.options
    const key = JSON.stringify(plugin)
    const metrics = around.metrics.ofCache(cacheLabels(plugin, server))
    const cache = this.#caches.get(key) ?? new ReplyCache(plugin, around, metrics)
    this.#caches.set(key, cache)
    const [oldest = ''] = this.#caches.keys()
    if (this.#caches.size > MOST_CACHES) this.#caches.delete(oldest)
    this.#knownCaches.set(plugin, cache)
    return cache
  }

  /** At once where no file has to be read. */
  #open(targets: readonly Target[]): UpstreamSet | Promise<UpstreamSet | undefined> {
    if (targets.every((target) => target.kind === 'server')) return this.#ready(targets.map(({ server }) => server))
    return Promise.all(targets.map((target) => this.#serversOf(target))).then((servers) => {
      this.#set = this.#ready(servers.flat())
      return this.#set
    })
  }

  #ready(servers: readonly Server[]): UpstreamSet {
    const { around } = this.options
    this.#upstreams = servers.map((server) => new Upstream(server, this.forward, around))
    if (this.#isClosed) this.close()
    this.#lookForWaysBack()
    for (const upstream of this.#upstreams) {
      if (upstream.leadsBack === undefined && !this.#isClosed) this.#loops.probe(upstream, this.forward.from)
    }
    return new UpstreamSet(this.forward, this.#upstreams, around)
  }

  async #serversOf(target: Target): Promise<readonly Server[]> {
    const { onProblem } = this.options.around
    switch (target.kind) {
      case 'server':
        return [target.server]
      case 'unusable':
        onProblem(target.reason)
        return []
      case 'file': {
        const text = await readFile(target.path, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
          onProblem(`${target.path} can't be read (${code}), so it names no upstream; name them with --dns-upstreams.`)
          return ''
        })
        return nameServers(text)
      }
    }
  }

  #lookForWaysBack(): void {
    const { around, leadsBack } = this.options
    const now = around.clock.now()
    if (this.#upstreams.length === 0 || now < this.#lookAt) return
    this.#lookAt = now + LOOK_EVERY
    for (const upstream of this.#upstreams) {
      const { host, port } = upstream.server
      const why = leadsBack(host, port)
      const sentence =
        why &&
        `The upstream ${serverText(upstream.server)} ${why}. Name upstreams outside the cluster with --dns-upstreams.`
      if (sentence !== undefined && sentence !== upstream.leadsBack) around.onProblem(sentence)
      upstream.leadsBack = sentence
    }
  }
}

/** CoreDNS's labels of a cache: its server, zones and view. */
function cacheLabels({ zones }: CachePlugin, { listeners, plugins }: ServerBlock): string {
  const [listener] = listeners
  const view = plugins.find((plugin) => plugin.name === 'view')
  const server = `${listener?.transport ?? 'dns'}://:${listener?.port ?? 53}`
  const name = view?.name === 'view' ? view.view : ''
  return `${label('server', server)},${label('zones', zones.join(','))},${label('view', name)}`
}
