import {
  KINDS,
  Interner,
  findObject,
  objectsOfKind,
  type Kind,
  type KindCoverage,
  type Sink,
  type SlimOptions,
  type Source,
} from '#libs/cluster-model'
import { withoutSecrets } from '#libs/corefile'
import { NamescopeError } from '#libs/errors'
import { ApiClient, type ApiTraffic } from './api-client.js'
import { ApiFailure } from './api-failure.js'
import { BackOff } from './back-off.js'
import { ClusterIdentity, IDENTITY_NAMESPACE } from './cluster-identity.js'
import { CollectionFollower, type Following } from './collection-follower.js'
import type { ApiConnection } from './connection.js'
import { servedResources } from './discovery.js'
import {
  DNS_WORKLOADS,
  decidesDnsServer,
  dnsConfigMaps,
  dnsEnvironment,
  keptVariable,
  type ConfigMapName,
} from './dns-server-objects.js'
import { Intake } from './intake.js'
import { Link } from './link.js'
import type { Resource } from './resource.js'

export interface KubernetesSourceOptions {
  /**
   * Finds the way to the API, once.
   * @throws NamescopeError, which ends the source
   */
  readonly connect: () => Promise<ApiConnection>
  readonly userAgent: string
  /** The kinds that are wanted at the moment; the ConfigMaps of cluster DNS come by themselves. Default: all that are kept. */
  readonly kinds?: (() => readonly Kind[]) | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From 0 up to and without 1. */
  readonly random: () => number
  /** Milliseconds after which a lost source counts as stale. Default: a minute. */
  readonly staleAfter?: number
  /** Milliseconds of silence after which the server is asked whether it is there. Default: 15 seconds. */
  readonly quietAfter?: number
  /** Milliseconds between looks at which kinds the API has: definitions come and go. Default: a minute. */
  readonly discoverEvery?: number
}

/** What a running source has caused. */
export interface KubernetesSource extends Source {
  readonly traffic: ApiTraffic
}

const STALE_AFTER = 60_000
const DISCOVER_EVERY = 60_000

/**
 * Not followed: ConfigMaps (only those that CoreDNS mounts, one by one), Endpoints (EndpointSlices hold the same, and CoreDNS
 * reads no others), and our own options.
 */
const NOT_FOLLOWED: readonly Kind[] = ['ConfigMap', 'Endpoints', 'DnsOptions']

/** Every kind that a cluster's API is asked for. */
export const FOLLOWED_KINDS: readonly Kind[] = (Object.keys(KINDS) as Kind[]).filter(
  (kind) => !NOT_FOLLOWED.includes(kind),
)

/**
 * A live cluster as a source: lists and watches every kind that the API has and lets us see. A lost connection is mended by
 * itself; what could not be seen meanwhile is a gap.
 *
 * `run` rejects with a NamescopeError `cluster-mismatch` when another cluster answers.
 */
export function kubernetesSource(options: KubernetesSourceOptions): KubernetesSource {
  let client: ApiClient | undefined
  return {
    description: 'kubernetes',
    get traffic() {
      return client?.traffic ?? { requests: 0, octets: 0 }
    },
    run: async (sink, signal) => {
      client = new ApiClient({ connection: await options.connect(), userAgent: options.userAgent })
      try {
        await new Run(options, client, sink).run(signal)
      } finally {
        client.close()
      }
    },
  }
}

interface Started {
  readonly follower: CollectionFollower
  readonly stop: AbortController
}

class Run {
  readonly #intake: Intake
  readonly #following: Following
  readonly #link: Link
  readonly #started = new Map<string, Started>()
  readonly #covered = new Map<Kind, KindCoverage['status']>()
  readonly #configMaps = new Map<string, KindCoverage>()
  #environment = new Map<string, boolean>()
  #fail: (error: unknown) => void = () => undefined

  constructor(
    private readonly options: KubernetesSourceOptions,
    private readonly client: ApiClient,
    private readonly sink: Sink,
  ) {
    const { now, random } = options
    const identity = new ClusterIdentity(client, () => {
      return findObject(sink.state, { kind: 'Namespace', namespace: '', name: IDENTITY_NAMESPACE })?.uid
    })
    this.#environment = dnsEnvironment(sink.state)
    const slim: SlimOptions = {
      interner: new Interner(),
      keepConfigMap: () => true,
      redactCorefile: withoutSecrets,
      keepEnvironment: (name, value) => keptVariable(this.#environment, name, value),
    }
    this.#intake = new Intake(
      sink,
      now,
      (kinds) => this.#afterCommit(kinds),
      (error) => this.#fail(error),
    )
    this.#link = new Link(client, now, options.quietAfter)
    const intake = this.#intake
    this.#following = { client, link: this.#link, habits: {}, identity, intake, sink, slim, now, random }
  }

  async run(outer: AbortSignal): Promise<void> {
    const ending = new AbortController()
    const signal = AbortSignal.any([outer, ending.signal])
    const failed = new Promise<never>((_, reject) => (this.#fail = reject))
    this.#link.watch(signal)
    const looking = setInterval(() => this.#markStale(), (this.options.staleAfter ?? STALE_AFTER) / 12)
    try {
      await Promise.race([this.#discover(signal), failed])
    } catch (error) {
      if (!outer.aborted) throw error
    } finally {
      ending.abort()
      clearInterval(looking)
      await this.#intake.settled()
    }
  }

  /** Starts a follower for every kind that the API has, now and later. */
  async #discover(signal: AbortSignal): Promise<void> {
    const { kinds = () => FOLLOWED_KINDS, random, discoverEvery = DISCOVER_EVERY } = this.options
    const backOff = new BackOff(random)
    this.#followConfigMaps(signal)
    this.#cover('Endpoints', { status: 'not-watched', reason: 'EndpointSlices hold the same.' })
    while (!signal.aborted) {
      try {
        const missing = kinds().filter((kind) => !NOT_FOLLOWED.includes(kind) && !this.#started.has(kind))
        const served = await servedResources(this.client, missing, signal)
        for (const kind of missing) {
          const resource = served.get(kind)
          if (resource !== undefined) this.#start(kind, resource, signal)
          else this.#cover(kind, { status: 'not-watched', reason: `The API has no ${KINDS[kind].resource}.` })
        }
        backOff.reset()
        this.#isReported = false
        await backOff.pause(signal, discoverEvery)
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof ApiFailure) && !(error instanceof NamescopeError)) throw error
        this.#reportUnreachable(error)
        await backOff.pause(signal, error instanceof ApiFailure ? (error.retryAfter ?? 0) * 1000 : 0)
      }
    }
  }

  /** Whether the loss that lasts was told. */
  #isReported = false

  #reportUnreachable({ message }: Error): void {
    if (this.#isReported) return
    this.#isReported = true
    this.sink.report({ severity: 'warning', code: 'source-unreadable', message })
  }

  #start(name: string, resource: Resource, signal: AbortSignal): void {
    const stop = new AbortController()
    const onCoverage = (coverage: KindCoverage): void =>
      resource.only === undefined ? this.#cover(resource.kind, coverage) : this.#coverConfigMap(name, coverage)
    const follower = new CollectionFollower(resource, this.#following, onCoverage)
    this.#started.set(name, { follower, stop })
    follower.run(AbortSignal.any([signal, stop.signal])).catch((error: unknown) => this.#fail(error))
  }

  /** Told only when it changes. */
  #cover(kind: Kind, coverage: KindCoverage): void {
    const known = this.sink.coverage[kind]?.status
    if (this.#covered.get(kind) === coverage.status && known === coverage.status) return
    this.#covered.set(kind, coverage.status)
    this.#intake.cover(kind, coverage)
  }

  #markStale(): void {
    const { now, staleAfter = STALE_AFTER } = this.options
    for (const [name, { follower }] of this.#started) {
      const { kind, only } = follower.resource
      const since = follower.lostSince
      if (since === undefined || now() - since < staleAfter) continue
      const isKnown = this.sink.coverage[kind]?.status === 'complete'
      if (!isKnown) continue
      if (only === undefined) this.#cover(kind, { status: 'stale', since })
      else this.#coverConfigMap(name, { status: 'stale', since })
    }
  }

  #afterCommit(kinds: ReadonlySet<Kind>): void {
    if (![...kinds].some(decidesDnsServer)) return
    const environment = dnsEnvironment(this.sink.state)
    const isNew = [...environment].some(([name, isSecret]) => this.#environment.get(name) !== isSecret)
    this.#environment = environment
    // The values of newly named variables were let go when the workloads came in.
    if (isNew) for (const kind of DNS_WORKLOADS) this.#started.get(kind)?.follower.relist()
    this.#followConfigMapsAgain()
  }

  #followConfigMapsAgain: () => void = () => undefined

  #followConfigMaps(signal: AbortSignal): void {
    this.#followConfigMapsAgain = () => {
      const wanted = new Map(dnsConfigMaps(this.sink.state).map((each) => [configMapKey(each), each]))
      for (const [name, { stop }] of this.#started) {
        if (!name.startsWith(CONFIG_MAP) || wanted.has(name)) continue
        stop.abort()
        this.#started.delete(name)
        this.#configMaps.delete(name)
      }
      for (const [name, only] of wanted)
        if (!this.#started.has(name)) this.#start(name, { kind: 'ConfigMap', apiVersion: 'v1', only }, signal)
      for (const { namespace, name } of objectsOfKind(this.sink.state, 'ConfigMap'))
        if (!wanted.has(configMapKey({ namespace, name })))
          this.#intake.put({ key: { kind: 'ConfigMap', namespace, name } })
    }
    this.#followConfigMapsAgain()
  }

  /** The kind is as well covered as the worst of its parts. */
  #coverConfigMap(name: string, coverage: KindCoverage): void {
    this.#configMaps.set(name, coverage)
    const all = [...this.#configMaps.values()]
    const worst =
      all.find(({ status }) => status === 'not-watched') ?? all.find(({ status }) => status === 'stale') ?? coverage
    this.#cover('ConfigMap', worst)
  }
}

const CONFIG_MAP = 'ConfigMap '

function configMapKey({ namespace, name }: ConfigMapName): string {
  return `${CONFIG_MAP}${namespace}/${name}`
}
