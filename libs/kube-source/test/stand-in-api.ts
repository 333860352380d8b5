import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Stored {
  readonly metadata: { readonly namespace?: string; readonly name: string; readonly resourceVersion: string }
}

interface Change {
  readonly version: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: Stored
}

/** The collections that it serves: `v1/services`, `discovery.k8s.io/v1/endpointslices`. */
type Collection = string

/** What an API server does with lists and watches, in a hundred lines: pages, streams, bookmarks, 410, refusals. */
export class StandInApi {
  readonly requests: {
    readonly path: string
    readonly query: URLSearchParams
    readonly headers: IncomingMessage['headers']
  }[] = []
  streamsLists = true
  /** Collections that may not be read. */
  readonly forbidden = new Set<Collection>()
  /** The next requests are answered with this status. */
  refuseNext: { status: number; times: number; retryAfter?: number } | undefined
  /** Takes connections and requests, and says nothing. */
  isPaused = false

  #version = 100
  #oldest = 0
  readonly #kinds = new Map<Collection, string>()
  readonly #objects = new Map<Collection, Map<string, Stored>>()
  readonly #log: { readonly collection: Collection; readonly change: Change }[] = []
  readonly #watches = new Set<{
    readonly collection: Collection
    readonly only: string | undefined
    readonly response: ServerResponse
  }>()
  #server: Server | undefined
  #port = 0

  async start(): Promise<void> {
    const server = createServer((request, response) => this.#answer(request, response))
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** As kill -9: connections break off. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#watches.clear()
    if (server === undefined) return
    this.#server = undefined
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#port}`)
  }

  serve(collection: Collection, kind: string): void {
    this.#kinds.set(collection, kind)
    this.#objects.set(collection, this.#objects.get(collection) ?? new Map<string, Stored>())
  }

  put(
    collection: Collection,
    object: { metadata: { namespace?: string; name: string } } & Record<string, unknown>,
  ): void {
    const objects = this.#objects.get(collection)!
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`
    const resourceVersion = String(++this.#version)
    const apiVersion = collection.slice(0, collection.lastIndexOf('/'))
    const kind = this.#kinds.get(collection)
    const stored = { apiVersion, kind, ...object, metadata: { ...object.metadata, resourceVersion } }
    this.#tell(collection, { version: this.#version, type: objects.has(key) ? 'MODIFIED' : 'ADDED', object: stored })
    objects.set(key, stored)
  }

  remove(collection: Collection, namespace: string, name: string): void {
    const objects = this.#objects.get(collection)!
    const object = objects.get(`${namespace}/${name}`)!
    objects.delete(`${namespace}/${name}`)
    this.#version++
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } }
    this.#tell(collection, { version: this.#version, type: 'DELETED', object: last })
  }

  /** Forgets all changes so far: to go on from an older version is 410 Gone. */
  compact(): void {
    this.#oldest = ++this.#version
    this.#log.length = 0
  }

  /** As after etcd was restored from a backup. */
  stepBack(version: number): void {
    this.#version = version
    this.#log.length = 0
    this.#oldest = 0
  }

  bookmark(): void {
    for (const { response, collection } of this.#watches)
      this.#write(response, 'BOOKMARK', this.#bookmarkOf(collection))
  }

  endWatches(): void {
    for (const { response } of this.#watches) response.end()
    this.#watches.clear()
  }

  #tell(collection: Collection, change: Change): void {
    this.#log.push({ collection, change })
    for (const watch of this.#watches)
      if (watch.collection === collection) this.#send(watch.response, change, watch.only)
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, 'http://api')
    this.requests.push({ path: url.pathname, query: url.searchParams, headers: request.headers })
    if (this.isPaused) return
    if (this.refuseNext !== undefined && this.refuseNext.times-- > 0) {
      const { status, retryAfter } = this.refuseNext
      return refuse(response, status, 'refused for the test', retryAfter)
    }
    if (url.pathname === '/version') return json(response, {})
    const path = url.pathname.replace(/^\/apis?\//, '')
    const [, apiVersion = path, namespace, resource, name] =
      /^((?:[^/]+\/)?v\d[^/]*)(?:\/namespaces\/([^/]+))?(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path) ?? []
    if (path === 'v1/namespaces/kube-system') return this.#one(response, 'v1/namespaces', '/kube-system')
    if (resource === undefined && namespace === undefined) return this.#discovery(response, apiVersion)
    const collection = `${apiVersion}/${resource}`
    if (name !== undefined || !this.#objects.has(collection)) return refuse(response, 404, 'no such resource')
    if (this.forbidden.has(collection)) return refuse(response, 403, `${resource} is forbidden`)
    const field = url.searchParams.get('fieldSelector')
    const only = field === null ? undefined : `${namespace}/${field.replace('metadata.name=', '')}`
    if (url.searchParams.get('watch') === 'true') this.#watch(response, { collection, only }, url.searchParams)
    else this.#list(response, { collection, only }, url.searchParams)
  }

  #one(response: ServerResponse, collection: Collection, key: string): void {
    const object = this.#objects.get(collection)?.get(key)
    if (object === undefined) refuse(response, 404, 'not found')
    else json(response, object)
  }

  #discovery(response: ServerResponse, apiVersion: string): void {
    const resources = [...this.#kinds.keys()].filter((each) => each.slice(0, each.lastIndexOf('/')) === apiVersion)
    if (resources.length === 0) return refuse(response, 404, 'no such group')
    json(response, { resources: resources.map((each) => ({ name: each.slice(each.lastIndexOf('/') + 1) })) })
  }

  #list(response: ServerResponse, { collection, only }: Asked, query: URLSearchParams): void {
    const all = this.#matching(collection, only)
    const start = Number(query.get('continue') ?? 0)
    const limit = Number(query.get('limit') ?? Infinity)
    // Items of a list carry neither kind nor apiVersion.
    const items = all
      .slice(start, start + limit)
      .map((object) => ({ ...object, kind: undefined, apiVersion: undefined }))
    const next = start + limit < all.length ? String(start + limit) : ''
    json(response, { metadata: { resourceVersion: String(this.#version), continue: next }, items })
  }

  #watch(response: ServerResponse, asked: Asked, query: URLSearchParams): void {
    const { collection, only } = asked
    const initial = query.get('sendInitialEvents') === 'true'
    if (initial && !this.streamsLists) return refuse(response, 422, 'sendInitialEvents is forbidden')
    const since = Number(query.get('resourceVersion'))
    if (!initial && since < this.#oldest) return refuse(response, 410, 'too old resource version')
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    if (initial) {
      for (const object of this.#matching(collection, only)) this.#write(response, 'ADDED', object)
      const end = this.#bookmarkOf(collection)
      this.#write(response, 'BOOKMARK', {
        ...end,
        metadata: { ...end.metadata, annotations: { 'k8s.io/initial-events-end': 'true' } },
      })
    } else {
      for (const { collection: of, change } of this.#log)
        if (of === collection && change.version > since) this.#send(response, change, only)
    }
    const watch = { ...asked, response }
    this.#watches.add(watch)
    response.on('close', () => this.#watches.delete(watch))
  }

  #matching(collection: Collection, only: string | undefined): Stored[] {
    const objects = this.#objects.get(collection)!
    if (only === undefined) return [...objects.values()]
    const object = objects.get(only)
    return object === undefined ? [] : [object]
  }

  #send(response: ServerResponse, { type, object }: Change, only: string | undefined): void {
    const { namespace = '', name } = object.metadata
    if (only === undefined || only === `${namespace}/${name}`) this.#write(response, type, object)
  }

  #bookmarkOf(collection: Collection): { readonly kind: string | undefined; readonly metadata: object } {
    return { kind: this.#kinds.get(collection), metadata: { resourceVersion: String(this.#version) } }
  }

  #write(response: ServerResponse, type: string, object: unknown): void {
    response.write(`${JSON.stringify({ type, object })}\n`)
  }
}

interface Asked {
  readonly collection: Collection
  readonly only: string | undefined
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function refuse(response: ServerResponse, status: number, message: string, retryAfter?: number): void {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  response.writeHead(status, headers).end(JSON.stringify({ kind: 'Status', code: status, message }))
}
