import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { readConfiguration, socketText } from '#libs/config'
import { startNamescope, type Namescope } from '../src/start/start-namescope.js'

/** Callers of the token file that `startServer` writes. */
export const TOKENS = {
  admin: 'admin-token-for-everything',
  limited: 'limited-token-of-team-a',
  nobody: 'no-such-token-anywhere',
}

export interface ServerOptions {
  readonly manifests?: Readonly<Record<string, string>>
  readonly auth?: 'none' | 'token'
  /** A folder of an earlier server, to go on with its manifests and database. */
  readonly folder?: string
  readonly databaseUrl?: string
  /** A free one unless told otherwise. */
  readonly httpPort?: number
  /** The value of `--dns-upstreams`. */
  readonly upstreams?: string
  /** The manifests of its folder unless told otherwise. */
  readonly source?: string
  /** The value of `--dns-max-stale`. */
  readonly maxStale?: string
}

export interface Response {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- the body is what the test is about
  readonly body: any
}

/** A whole server on free ports, over real sockets. */
export class TestServer {
  private constructor(
    readonly folder: string,
    private readonly namescope: Namescope,
  ) {}

  static async start({
    manifests = {},
    auth = 'none',
    folder,
    databaseUrl,
    httpPort = 0,
    upstreams,
    source,
    maxStale,
  }: ServerOptions = {}): Promise<TestServer> {
    const home = folder ?? (await mkdtemp(join(tmpdir(), 'namescope-api-')))
    const written = join(home, 'manifests')
    await mkdir(written, { recursive: true })
    for (const [name, text] of Object.entries(manifests)) await writeFile(join(written, name), text)
    await writeFile(join(home, 'tokens'), `admin ${TOKENS.admin} *\nlimited ${TOKENS.limited} team-a\n`)
    const flags = {
      source: source ?? `small=manifests:${written}`,
      'database-url': databaseUrl ?? `sqlite:${join(home, 'namescope.db')}`,
      'http-address': `127.0.0.1:${httpPort}`,
      'operations-address': '127.0.0.1:0',
      'dns-address': '127.0.0.1:0',
      auth,
      'auth-token-file': join(home, 'tokens'),
      ...(upstreams !== undefined && { 'dns-upstreams': upstreams }),
      ...(maxStale !== undefined && { 'dns-max-stale': maxStale }),
    }
    const namescope = await startNamescope(readConfiguration({ flags }), pino({ level: 'silent' }))
    const server = new TestServer(home, namescope)
    await server.until(() => namescope.readiness().status !== 'not-ready')
    await Promise.all(namescope.clusters.all().map(({ recorder }) => recorder.stored()))
    return server
  }

  get url(): string {
    return `http://${socketText(this.namescope.addresses.http)}`
  }

  get operationsUrl(): string {
    return `http://${socketText(this.namescope.addresses.operations)}`
  }

  get addresses(): Namescope['addresses'] {
    return this.namescope.addresses
  }

  get parts(): Namescope {
    return this.namescope
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, 'manifests', name), text)
  }

  /** Waits until a condition holds; the test's own time-out ends what never does. */
  async until(condition: () => unknown): Promise<void> {
    while (!(await condition())) await sleep(10)
  }

  async fetch(path: string, init: RequestInit & { token?: string } = {}): Promise<Response> {
    const { token, ...rest } = init
    const headers = new Headers(rest.headers)
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    const response = await fetch(`${this.url}${path}`, { ...rest, headers })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  }

  get(path: string, token?: string): Promise<Response> {
    return this.fetch(`/api/v1${path}`, token === undefined ? {} : { token })
  }

  post(path: string, body: unknown, token?: string): Promise<Response> {
    return this.send('POST', `/api/v1${path}`, body, token)
  }

  delete(path: string, token?: string): Promise<Response> {
    return this.fetch(`/api/v1${path}`, { method: 'DELETE', ...(token === undefined ? {} : { token }) })
  }

  graphql(query: string, variables?: Record<string, unknown>, token?: string): Promise<Response> {
    return this.send('POST', '/graphql', { query, variables }, token)
  }

  /** Stops; the folder stays for a server that goes on. */
  async stop(): Promise<void> {
    await this.namescope.close()
  }

  async remove(): Promise<void> {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true })
  }

  private send(method: string, path: string, body: unknown, token?: string): Promise<Response> {
    return this.fetch(path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
      ...(token === undefined ? {} : { token }),
    })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
