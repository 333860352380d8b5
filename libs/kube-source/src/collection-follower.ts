import {
  keyText,
  objectKey,
  objectText,
  objectsOfKind,
  findObject,
  keyOf,
  slimObject,
  type KindCoverage,
  type ObjectKey,
  type Sink,
  type SlimOptions,
} from '#libs/cluster-model'
import { NamescopeError } from '#libs/errors'
import type { ApiClient } from './api-client.js'
import { ApiFailure } from './api-failure.js'
import { BackOff } from './back-off.js'
import type { ClusterIdentity } from './cluster-identity.js'
import type { Intake, Seen } from './intake.js'
import type { Link } from './link.js'
import { collectionEvents, type CollectionEvent, type ServerHabits } from './list-and-watch.js'
import { resourceText, type Resource } from './resource.js'

/** What all followers of one source share. */
export interface Following {
  readonly client: ApiClient
  readonly link: Link
  readonly habits: ServerHabits
  readonly identity: ClusterIdentity
  readonly intake: Intake
  readonly sink: Sink
  readonly slim: SlimOptions
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From 0 up to and without 1. */
  readonly random: () => number
}

/** Milliseconds before a request that was refused is tried again: rights are given, and kinds come, while we run. */
const ASK_AGAIN = 60_000
/** A watch that ends at once, again and again, must not be asked for without pause. */
const TOO_SHORT = 1_000

/** Follows one collection of the API: lists it, watches it, and lists it again when the thread was lost. */
export class CollectionFollower {
  #version: string | undefined
  #lastHeard: number
  #lostSince: number | undefined
  #isListing = false
  /** The list that is coming in. */
  #listed = new Map<string, Seen>()
  readonly #problems = new Set<string>()
  readonly #backOff: BackOff
  /** Set when the thread was lost, until the next list is whole. */
  #gapSince: number | undefined
  /** Kept apart from the version: what the ended watch still had to say may move that on. */
  #isRelistWanted = false
  #restart = new AbortController()

  constructor(
    readonly resource: Resource,
    private readonly following: Following,
    private readonly onCoverage: (coverage: KindCoverage) => void,
  ) {
    this.#backOff = new BackOff(following.random)
    this.#lastHeard = following.now()
  }

  /** Since when the server is not heard, in milliseconds since 1970; absent while it is. */
  get lostSince(): number | undefined {
    return this.#lostSince
  }

  /** Lists the collection anew, because more of its objects is wanted than before. */
  relist(): void {
    this.#isRelistWanted = true
    this.#restart.abort()
    this.#restart = new AbortController()
  }

  /**
   * Runs until the signal aborts.
   * @throws NamescopeError `cluster-mismatch`, and what the sink throws
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const started = this.following.now()
      try {
        await this.#follow(AbortSignal.any([signal, this.following.link.signal, this.#restart.signal]))
        if (this.following.now() - started < TOO_SHORT) await this.#backOff.pause(signal)
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof NamescopeError && error.code !== 'source-unreadable') throw error
        await this.#failed(error as Error, signal)
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { client, random, habits, identity, intake } = this.following
    await identity.check(signal)
    if (this.#isRelistWanted) this.#version = undefined
    this.#isRelistWanted = false
    for await (const event of collectionEvents(this.resource, this.#version, { client, random }, habits, signal)) {
      await intake.room()
      this.#heard()
      this.#take(event)
    }
  }

  #heard(): void {
    this.#backOff.reset()
    this.following.link.heard()
    this.#lastHeard = this.following.now()
    if (this.#lostSince === undefined || this.#isListing) return
    this.#lostSince = undefined
    this.onCoverage({ status: 'complete' })
  }

  #take(event: CollectionEvent): void {
    switch (event.kind) {
      case 'watching':
        return
      case 'list-begins':
        this.#isListing = true
        this.#listed = new Map()
        return
      case 'object':
        this.#see(event.object, event.version)
        return
      case 'deleted': {
        const result = objectKey(event.object)
        this.#moveTo(event.version)
        if ('key' in result) this.following.intake.put({ key: result.key })
        return
      }
      case 'list-ends':
        return this.#endList(event.version)
      case 'bookmark':
        return this.#moveTo(event.version)
    }
  }

  #see(raw: unknown, version: string | undefined): void {
    const { slim, sink, intake } = this.following
    if (!this.#isListing) this.#moveTo(version)
    const result = slimObject(raw, slim)
    if ('object' in result) {
      const seen = { ...result, key: keyOf(result.object) }
      this.#problems.delete(keyText(seen.key))
      if (this.#isListing) this.#listed.set(keyText(seen.key), seen)
      else intake.put(seen)
    } else if ('problem' in result) {
      const named = objectKey(raw)
      if (!('key' in named)) return
      this.#report(named.key, result.problem.message, result.problem.field)
      // What can't be read keeps its last good state.
      const known = findObject(sink.state, named.key)
      if (this.#isListing && known !== undefined)
        this.#listed.set(keyText(named.key), { key: named.key, object: known })
    }
  }

  #endList(version: string): void {
    const { intake, now } = this.following
    const gone = this.#knownKeys().filter((key) => !this.#listed.has(keyText(key)))
    for (const seen of this.#listed.values()) intake.put(seen)
    for (const key of gone) intake.put({ key })
    const since = this.#gapSince ?? this.#restoredSince
    if (since !== undefined) {
      const seconds = Math.round((now() - since) / 1000)
      intake.gap(since, `relist of ${resourceText(this.resource)} after ${seconds} s`)
    }
    this.#listed = new Map()
    this.#isListing = false
    this.#lostSince = undefined
    this.#version = version
    this.#gapSince = undefined
    this.onCoverage({ status: 'complete' })
  }

  /** When a state that was restored from the disk was last right: what the first list shows was observed late. */
  get #restoredSince(): number | undefined {
    const covered = this.following.sink.coverage[this.resource.kind]
    return this.#version === undefined && covered?.status === 'stale' ? covered.since : undefined
  }

  /** @throws ApiFailure 410 when versions go backwards: etcd was restored from a backup, and the watch would be silent for long. */
  #moveTo(version: string | undefined): void {
    if (version === undefined) return
    if (isOlder(version, this.#version)) throw new ApiFailure(410, `${version} is older than ${this.#version}.`)
    this.#version = version
  }

  #knownKeys(): ObjectKey[] {
    const { sink, intake } = this.following
    const { kind, only } = this.resource
    const known = new Map<string, ObjectKey>()
    for (const object of objectsOfKind(sink.state, kind)) known.set(keyText(keyOf(object)), keyOf(object))
    for (const key of intake.waitingKeys()) if (key.kind === kind) known.set(keyText(key), key)
    return [...known.values()].filter(
      ({ namespace, name }) => only === undefined || (only.namespace === namespace && only.name === name),
    )
  }

  async #failed(error: Error, signal: AbortSignal): Promise<void> {
    const { identity } = this.following
    const failure = error instanceof ApiFailure ? error : new ApiFailure(0, error.message)
    this.#isListing = false
    this.#listed = new Map()
    if (failure.isRefusal) {
      this.onCoverage({ status: 'not-watched', reason: refusalText(failure, this.resource) })
      this.#version = undefined
      return this.#backOff.pause(signal, ASK_AGAIN)
    }
    this.#lostSince ??= this.#lastHeard
    if (losesThread(failure)) {
      if (this.#version !== undefined) this.#gapSince = this.#lastHeard
      this.#version = undefined
    }
    if (failure.status === 0) identity.doubt()
    await this.#backOff.pause(signal, (failure.retryAfter ?? 0) * 1000)
  }

  #report(key: ObjectKey, message: string, field: string | undefined): void {
    const text = keyText(key)
    if (this.#problems.has(text)) return
    this.#problems.add(text)
    this.following.sink.report({
      severity: 'warning',
      code: 'invalid-object',
      message: `${objectText(key)}: ${message}`,
      ...(field === undefined ? {} : { field }),
    })
  }
}

/** The version can't be gone on from: too old (410), or newer than all that the server has (504 with this cause). */
function losesThread({ status, message }: ApiFailure): boolean {
  return status === 410 || (status === 504 && /too large resource version/i.test(message))
}

/** Resource versions are decimal numbers that grow (Kubernetes API concepts, since 1.35 promised). */
function isOlder(version: string, than: string | undefined): boolean {
  if (than === undefined || !/^\d+$/.test(version) || !/^\d+$/.test(than)) return false
  return version.length !== than.length ? version.length < than.length : version < than
}

function refusalText({ status, message }: ApiFailure, resource: Resource): string {
  return status === 403
    ? `The API does not let us list and watch ${resourceText(resource)}: ${message}`
    : `The API has no ${resourceText(resource)}.`
}
