import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An object as the Kubernetes API shows it. */
export interface ApiObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

export type ApiEventType = 'ADDED' | 'MODIFIED' | 'DELETED'

interface Resource {
  readonly kind: string
  readonly apiVersion: string
  readonly name: string
}

interface Watcher {
  readonly resource: Resource
  readonly response: ServerResponse
}

/** What CoreDNS and other readers of DNS state ask for. */
const RESOURCES: readonly Resource[] = [
  { kind: 'Namespace', apiVersion: 'v1', name: 'namespaces' },
  { kind: 'Service', apiVersion: 'v1', name: 'services' },
  { kind: 'Pod', apiVersion: 'v1', name: 'pods' },
  { kind: 'ConfigMap', apiVersion: 'v1', name: 'configmaps' },
  { kind: 'Node', apiVersion: 'v1', name: 'nodes' },
  { kind: 'EndpointSlice', apiVersion: 'discovery.k8s.io/v1', name: 'endpointslices' },
  { kind: 'Deployment', apiVersion: 'apps/v1', name: 'deployments' },
]

/** The mark that ends the objects a streaming list starts with (KEP-3157). */
const INITIAL_EVENTS_END = { 'k8s.io/initial-events-end': 'true' }

/**
 * A stand-in for the API server: list, streaming list and watch of what DNS needs, over plain HTTP, in JSON. It checks nothing, pages
 * nothing and keeps no history: a watch tells what changes from now on.
 */
export class KubernetesApi {
  readonly #objects = new Map<string, Map<string, ApiObject>>(RESOURCES.map(({ kind }) => [kind, new Map()]))
  readonly #watchers = new Set<Watcher>()
  readonly #server: Server
  #version = 1000

  private constructor(objects: Iterable<ApiObject>) {
    for (const object of objects) this.#objects.get(object.kind)?.set(keyOf(object), this.#versioned(object))
    this.#server = createServer((request, response) => this.#answer(request, response))
  }

  /** Listens on a free port of loopback. Objects of kinds that it does not know are left out. */
  static async start(objects: Iterable<ApiObject>): Promise<KubernetesApi> {
    const api = new KubernetesApi(objects)
    api.#server.listen(0, '127.0.0.1')
    await once(api.#server, 'listening')
    return api
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Changes one object and tells everyone who watches its kind. */
  change(type: ApiEventType, object: ApiObject): void {
    const objects = this.#objects.get(object.kind)
    const versioned = this.#versioned(object)
    if (type === 'DELETED') objects?.delete(keyOf(object))
    else objects?.set(keyOf(object), versioned)
    for (const { resource, response } of this.#watchers)
      if (resource.kind === object.kind) response.write(eventLine(type, versioned))
  }

  /** Ends every watch, as an API server does that is restarted: clients list anew. */
  dropWatches(): void {
    for (const { response } of this.#watchers) response.destroy()
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url)
    const resource = RESOURCES.find((one) => pathname === pathOf(one))
    if (resource !== undefined && searchParams.get('watch')) this.#watch(resource, searchParams, response)
    else if (resource !== undefined) sendJson(response, this.#list(resource))
    else if (this.#find(pathname) !== undefined) sendJson(response, this.#find(pathname) ?? {})
    else sendJson(response, discoveryOf(pathname), /^\/(api|version)/.test(pathname) ? 200 : 404)
  }

  /** The one object that a path names. */
  #find(path: string): ApiObject | undefined {
    const [, prefix, namespace, name, key] = /^(\/apis?\/.+?)(?:\/namespaces\/([^/]+))?\/([^/]+)\/([^/]+)$/.exec(path) ?? []
    const resource = RESOURCES.find((one) => pathOf(one) === `${prefix}/${name}`)
    return this.#objects.get(resource?.kind ?? '')?.get(`${namespace ?? ''}/${key}`)
  }

  #list({ kind, apiVersion }: Resource): object {
    const items = [...(this.#objects.get(kind)?.values() ?? [])]
    return { kind: `${kind}List`, apiVersion, metadata: { resourceVersion: String(this.#version) }, items }
  }

  #watch(resource: Resource, asked: URLSearchParams, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    if (asked.get('sendInitialEvents') === 'true') {
      for (const object of this.#objects.get(resource.kind)?.values() ?? []) response.write(eventLine('ADDED', object))
      const metadata = { resourceVersion: String(this.#version), annotations: INITIAL_EVENTS_END }
      response.write(eventLine('BOOKMARK', { kind: resource.kind, apiVersion: resource.apiVersion, metadata }))
    }
    const watcher = { resource, response }
    this.#watchers.add(watcher)
    response.on('close', () => this.#watchers.delete(watcher))
  }

  #versioned(object: ApiObject): ApiObject {
    return { ...object, metadata: { ...object.metadata, ...{ resourceVersion: String(++this.#version) } } }
  }
}

function keyOf({ metadata: { namespace = '', name } }: ApiObject): string {
  return `${namespace}/${name}`
}

function pathOf({ apiVersion, name }: Resource): string {
  return `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}/${name}`
}

/** What the API server says of itself, as far as clients look at it before they list. */
function discoveryOf(path: string): object {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  if (path === '/version') return { major: '1', minor: '37', gitVersion: 'v1.37.2' }
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: [] }
  const groupVersion = path.replace(/^\/apis?\//, '')
  const resources = RESOURCES.filter(({ apiVersion }) => apiVersion === groupVersion).map(({ kind, name }) => {
    return { name, kind, namespaced: kind !== 'Namespace' && kind !== 'Node', verbs: ['list', 'watch'] }
  })
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources }
}

function eventLine(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`
}

function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
