import { createClient as createSocketClient } from 'graphql-ws'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { blankApp } from '../src/http/blank-app.js'
import { TOKENS, TestServer } from './harness.js'
import { POLICED, TEAMS, clusterIpService } from './manifests.js'
import { operationsOf } from './operations.js'
import { QUESTIONS, sse } from './questions.js'

/** What a caller of team-a may never read: names and addresses of team-b, and where the settings of the cluster stand. */
const HIDDEN = /secret-|team-b|10\.96\.2\.1|1\.2\.96\.10|10\.244\.2|\bdb\b|kube-system|note of the admin|manifests:/

/** The description of the API is the same for everybody; its examples name what every cluster has. */
const NAMES = /secret-api|10\.96\.2\.1|note of the admin/

/** Operations for callers who may see everything. */
const ALL_ONLY = [
  'GET /api/v1/feed',
  'POST /api/v1/snapshots',
  'DELETE /api/v1/snapshots/:name',
  'Mutation.createSnapshot',
  'Mutation.deleteSnapshot',
]

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
