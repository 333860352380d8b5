import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createSocketClient } from 'graphql-ws'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { encodeQuery } from '#libs/dns-wire'
import { blankApp } from '../src/http/blank-app.js'
import { TOKENS, TestServer, type Response } from './harness.js'
import { POLICED, TEAMS, clusterIpService } from './manifests.js'
import { operationsOf } from './operations.js'

/** What a caller of team-a may never read: names and addresses of team-b, and where the settings of the cluster stand. */
const HIDDEN = /secret-|team-b|10\.96\.2\.1|1\.2\.96\.10|10\.244\.2|\bdb\b|kube-system|note of the admin|manifests:/

/** The description of the API is the same for everybody; its examples name what every cluster has. */
const NAMES = /secret-api|10\.96\.2\.1|note of the admin/

const NEW_SERVICE = clusterIpService('team-a', 'new', '10.96.1.7')

/** A DNS message that asks for the reverse name of a Service of team-b. */
const DNS_QUERY = Buffer.from(
  encodeQuery({ id: 0, question: { name: '1.2.96.10.in-addr.arpa.', type: 'PTR', class: 1 } }),
)
const DNS_POST = { method: 'POST', body: DNS_QUERY, headers: { 'content-type': 'application/dns-message' } }

type Ask = (server: TestServer, token: string) => Promise<Response>

/** One question or more to every operation, written so that a leak would show. */
const QUESTIONS: Readonly<Record<string, readonly Ask[]>> = {
  'GET /api/v1/openapi.json': [(server, token) => server.get('/openapi.json', token)],
  'GET /api/v1/status': [(server, token) => server.get('/status', token)],
  'GET /api/v1/clusters': [(server, token) => server.get('/clusters', token)],
  'GET /api/v1/feed': [(server, token) => server.get('/feed?protocol=1.0', token)],
  'GET /api/v1/compare': [(server, token) => server.get('/compare?from=1.1&to=1.2', token)],
  'GET /api/v1/revisions': [(server, token) => server.get('/revisions', token)],
  'GET /api/v1/policies': [
    (server, token) => server.get('/policies', token),
    (server, token) => server.get('/policies?namespace=team-b', token),
  ],
  'GET /api/v1/policies/verdict': [
    (server, token) => server.get('/policies/verdict?from=team-a/web-pod&to=10.244.1.20&port=http', token),
  ],
  'GET /api/v1/records': [
    (server, token) => server.get('/records?first=500', token),
    (server, token) => server.get('/records?cidr=10.0.0.0/8&first=500&at=1.1', token),
    (server, token) => server.get('/records?first=500&at=before', token),
  ],
  'GET /api/v1/records/count': [(server, token) => server.get('/records/count', token)],
  'GET /api/v1/resolve': [
    (server, token) => server.get('/resolve?name=wep.team-a.svc.cluster.local&explain=true', token),
    (server, token) => server.get('/resolve?name=secret.team-a.svc.cluster.local&explain=true', token),
    (server, token) => server.get('/resolve?name=api.svc.cluster.local&explain=true', token),
  ],
  'GET /api/v1/snapshots': [(server, token) => server.get('/snapshots', token)],
  'GET /api/v1/snapshots/:name': [(server, token) => server.get('/snapshots/before', token)],
  'POST /api/v1/snapshots': [(server, token) => server.post('/snapshots', { name: 'mine' }, token)],
  'DELETE /api/v1/snapshots/:name': [(server, token) => server.delete('/snapshots/before', token)],
  'POST /api/v1/what-if': [
    (server, token) =>
      server.post(
        '/what-if',
        {
          apply: NEW_SERVICE,
          resolve: [{ name: 'wep.team-a.svc.cluster.local', explain: true }],
          records: { first: 500 },
        },
        token,
      ),
  ],
  'GET /api/v1/zones': [(server, token) => server.get('/zones', token)],
  'GET /api/v1/zones/:zone/file': [
    (server, token) => server.get('/zones/cluster.local/file', token),
    (server, token) => server.get('/zones/in-addr.arpa/file', token),
  ],
  'GET /resolve': [
    (server, token) => server.fetch('/resolve?name=wep.team-a.svc.cluster.local', { token }),
    (server, token) => server.fetch('/resolve?name=SECRET-API.Team-B.svc.cluster.local', { token }),
  ],
  'GET /dns-query': [(server, token) => server.fetch(`/dns-query?dns=${DNS_QUERY.toString('base64url')}`, { token })],
  'POST /dns-query': [(server, token) => server.fetch('/dns-query', { ...DNS_POST, token })],
  'POST /graphql': [(server, token) => server.graphql('{ __schema { types { name } } }', {}, token)],
  'GET /graphql': [
    (server, token) =>
      server.fetch(`/graphql?query=${encodeURIComponent('{ records(first: 500) { nodes { name data } } }')}`, {
        token,
      }),
  ],
  'ALL /graphql/stream': [(server, token) => sse(server, 'subscription { nothing }', token)],
  'Query.status': [
    ask(
      '{ status { cluster assumptions source coreDns { configMap workload } kinds { kind objects reason } storage { failure } problems { message file } } }',
    ),
  ],
  'Query.clusters': [ask('{ clusters { cluster source coreDns { configMap workload } problems { message } } }')],
  'Query.compare': [
    ask(
      '{ compare(from: "1.1", to: "1.2") { total differences { name namespace added { name data } removed { name data } } } }',
    ),
  ],
  'Query.revisions': [ask('{ revisions { nodes { id note changes kind } } }')],
  'Query.policies': [ask('{ policies { missing nodes { namespace name pods rules { peerPods matchesNothing } } } }')],
  'Query.policyVerdict': [
    ask('{ policyVerdict(from: "team-a/web-pod", to: "team-a/web-pod", port: "80") { verdict ingress { text } } }'),
  ],
  'Query.zones': [ask('{ zones { zones { name file } } }')],
  'Query.records': [
    ask('{ records(first: 500) { nodes { id name data namespace source { namespace name } } totalCount { count } } }'),
  ],
  'Query.resolve': [
    ask(
      '{ resolve(name: "wep.team-a.svc.cluster.local", explain: true) { __typename ... on NxDomain { reasons { text suggestion objects { name } } authority { data } } } }',
    ),
  ],
  'Query.snapshots': [ask('{ snapshots { name note } }')],
  'Query.node': [
    ask(`{ node(id: "${recordId('secret-api.team-b.svc.cluster.local.')}") { id ... on Record { name } } }`),
  ],
  'Query.whatIf': [
    (server, token) =>
      server.graphql(
        'query ($apply: JSON) { whatIf(apply: $apply) { changes { object } records { name } resolve(name: "wep.team-a.svc.cluster.local", explain: true) { ... on NxDomain { reasons { text } } } inventoryRecords(first: 500) { nodes { name data } } } }',
        { apply: NEW_SERVICE },
        token,
      ),
  ],
  'Mutation.createSnapshot': [ask('mutation { createSnapshot(name: "mine") { name } }')],
  'Mutation.deleteSnapshot': [ask('mutation { deleteSnapshot(name: "before") }')],
  'Subscription.revisions': [
    (server, token) => sse(server, 'subscription { revisions(after: "1.1") { revision note changes } }', token),
  ],
}

/** Operations for callers who may see everything. */
const ALL_ONLY = [
  'GET /api/v1/feed',
  'POST /api/v1/snapshots',
  'DELETE /api/v1/snapshots/:name',
  'Mutation.createSnapshot',
  'Mutation.deleteSnapshot',
]

function ask(query: string): Ask {
  return (server, token) => server.graphql(query, {}, token)
}

function recordId(name: string): string {
  return Buffer.from(JSON.stringify(['Record', 'small', name, 'x'])).toString('base64url')
}

async function sse(server: TestServer, query: string, token: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` }
  const events = createSseClient({ url: `${server.url}/graphql/stream`, headers, retryAttempts: 0 }).iterate({ query })
  const { value: body } = await events.next()
  await events.return?.()
  return { status: 200, headers: new Headers(), text: JSON.stringify(body), body }
}

describe('token authentication', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ manifests: { ...TEAMS, ...POLICED }, auth: 'token' })
    await server.post('/snapshots', { name: 'before', note: 'note of the admin' }, TOKENS.admin)
    await server.write('team-b.yaml', clusterIpService('team-b', 'secret-api', '10.96.2.1'))
    await server.write('broken.yaml', 'kind: Service\nmetadata: {namespace: team-b, name: secret-api, labels: 1}')
    await server.until(async () => (await server.get('/status', TOKENS.admin)).body.storage.durable === '1.2')
  })
  afterAll(() => server.remove())

  it('every operation declares what it shows', async () => {
    const app = await blankApp()
    const operations = operationsOf(app)
    await app.close()
    expect(operations.filter(({ visibility }) => visibility === undefined)).toEqual([])
    expect(operations.map(({ name }) => name).toSorted()).toEqual(Object.keys(QUESTIONS).toSorted())
    const allOnly = operations.filter(({ visibility }) => visibility === 'all-only').map(({ name }) => name)
    expect(allOnly.toSorted()).toEqual(ALL_ONLY.toSorted())
  })

  it.each(Object.entries(QUESTIONS))(
    '%s shows a limited caller nothing outside their namespaces',
    async (name, questions) => {
      for (const question of questions) {
        const { text, status, body } = await question(server, TOKENS.limited)
        expect(text).not.toMatch(name === 'GET /api/v1/openapi.json' ? NAMES : HIDDEN)
        if (!ALL_ONLY.includes(name)) expect(status).toBe(200)
        else expect(body.code ?? body.errors[0].extensions.code).toBe('forbidden')
      }
    },
  )

  it('the questions would show it to a caller who may see everything', async () => {
    const shown = new Set<string>()
    for (const [name, questions] of Object.entries(QUESTIONS)) {
      if (ALL_ONLY.includes(name)) continue
      for (const question of questions) if (HIDDEN.test((await question(server, TOKENS.admin)).text)) shown.add(name)
    }
    expect([...shown]).toEqual(
      expect.arrayContaining([
        'GET /api/v1/status',
        'GET /api/v1/compare',
        'GET /api/v1/policies',
        'GET /api/v1/records',
        'GET /api/v1/zones/:zone/file',
        'GET /resolve',
        'GET /dns-query',
        'POST /dns-query',
        'POST /api/v1/what-if',
        'Query.records',
        'Query.whatIf',
        'Query.snapshots',
      ]),
    )
  })

  it.each(['secret-api', 'no-such-service'])(
    'a name of another namespace (%s) is forbidden, whether it exists or not',
    async (service) => {
      const { body } = await server.get(
        `/resolve?name=${service}.team-b.svc.cluster.local&explain=true`,
        TOKENS.limited,
      )
      const { question: _question, ...rest } = body
      expect(rest).toEqual({
        cluster: 'small',
        revision: '1.2',
        observedAt: expect.any(Number),
        outcome: 'Forbidden',
        records: [],
        authority: [],
        additional: [],
      })
    },
  )

  it('counts, filters and totals see the same as lists', async () => {
    const { body } = await server.get('/records/count', TOKENS.limited)
    const list = await server.get('/records?first=500', TOKENS.limited)
    expect(body.count).toBe(list.body.records.length)
    expect((await server.get('/records?namespace=team-b', TOKENS.limited)).body.records).toEqual([])
    expect((await server.get('/records?address=10.96.2.1', TOKENS.limited)).body.records).toEqual([])
  })

  it('a limited caller proposes within their own namespaces only', async () => {
    for (const body of [
      { apply: clusterIpService('team-b', 'x', '10.96.2.9') },
      { delete: [{ kind: 'Service', namespace: 'team-b', name: 'secret-api' }] },
      { delete: [{ kind: 'Service', namespace: 'team-b', name: 'no-such-service' }] },
      { delete: [{ kind: 'Namespace', name: 'team-b' }] },
    ]) {
      expect((await server.post('/what-if', body, TOKENS.limited)).body.code).toBe('forbidden')
    }
  })

  it('cursors and ETags of one caller are of no use to another', async () => {
    const mine = await server.get('/records?first=1', TOKENS.admin)
    const taken = await server.get(`/records?first=1&after=${mine.body.endCursor}`, TOKENS.limited)
    expect(taken.body.code).toBe('invalid-cursor')
    const etag = mine.headers.get('etag') ?? ''
    const other = await server.fetch('/api/v1/records?first=1', {
      token: TOKENS.limited,
      headers: { 'if-none-match': etag },
    })
    expect(other.status).toBe(200)
  })

  it('refuses whoever has no token, everywhere', async () => {
    for (const token of [undefined, TOKENS.nobody]) {
      for (const path of ['/status', '/records', '/snapshots', '/resolve?name=a']) {
        const response = await server.get(path, token)
        expect([response.status, response.body.code]).toEqual([401, 'unauthenticated'])
        expect(response.headers.get('www-authenticate')).toBe('Bearer')
      }
      const graphql = await server.graphql('{ __typename }', {}, token)
      expect([graphql.status, graphql.body.errors[0].extensions.code]).toEqual([401, 'unauthenticated'])
    }
    await expect(sse(server, 'subscription { revisions { revision } }', TOKENS.nobody)).rejects.toThrow('Unauthorized')
  })

  it('takes the token of a WebSocket as a connection parameter, and closes with 4401 without one', async () => {
    const url = `${server.url.replace('http', 'ws')}/graphql`
    const query = 'subscription { revisions(after: "1.1") { revision note } }'
    const client = createSocketClient({
      url,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${TOKENS.limited}` },
    })
    const { value } = await client.iterate({ query }).next()
    expect(value).toEqual({ data: { revisions: { revision: '1.2', note: null } } })
    await client.dispose()
    const nobody = createSocketClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 })
    await expect(nobody.iterate({ query }).next()).rejects.toMatchObject({ code: 4401 })
  })

  it('knows a token as soon as the file does', async () => {
    const token = 'token-that-came-later'
    expect((await server.get('/status', token)).status).toBe(401)
    await appendFile(join(server.folder, 'tokens'), `later ${token} team-b\n`)
    await server.until(async () => (await server.get('/status', token)).status === 200)
    expect((await server.get('/records?service=secret-api', token)).body.records.length).toBeGreaterThan(0)
  })
})
