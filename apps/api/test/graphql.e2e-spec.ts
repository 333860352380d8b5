import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createSocketClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { TestServer } from './harness.js'
import { TEAMS, clusterIpService } from './manifests.js'

const RECORDS = `query ($filter: RecordFilter, $first: Int, $after: String) {
  records(filter: $filter, first: $first, after: $after) {
    cluster revision
    edges { cursor node { id name type data ttl namespace service source { kind namespace name } createdAt rdata } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount { count exact }
  }
}`

describe('GraphQL', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ manifests: TEAMS })
  })
  afterAll(() => server.remove())

  it('resolves names to a type per outcome', async () => {
    const { body } = await server.graphql(`{
      web: resolve(name: "web.team-a.svc.cluster.local") { __typename ... on Answer { rcode records { data ttl } reasons { code } } }
      why: resolve(name: "wep.team-a.svc.cluster.local", explain: true) { __typename ... on NxDomain { reasons { code text } } }
      none: resolve(name: "web.team-a.svc.cluster.local", type: "AAAA") { __typename }
      out: resolve(name: "example.com") { __typename ... on Undecidable { undecidable } }
    }`)
    expect(body.errors).toBeUndefined()
    expect(body.data).toMatchObject({
      web: { __typename: 'Answer', rcode: 'NOERROR', records: [{ data: '10.96.1.1', ttl: 30 }], reasons: null },
      why: { __typename: 'NxDomain' },
      none: { __typename: 'NoData' },
      out: { __typename: 'Undecidable', undecidable: 'upstream' },
    })
    expect(body.data.why.reasons.length).toBeGreaterThan(0)
    expect(body.extensions.cost.limit).toBe(5000)
  })

  it('pages through records as REST does, with ids that find them again', async () => {
    const filter = { namespace: 'team-a' }
    const { body } = await server.graphql(RECORDS, { filter, first: 1 })
    const { edges, pageInfo, totalCount } = body.data.records
    expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false, endCursor: edges[0].cursor })
    expect(edges[0].node.createdAt).toBe('2026-01-01T00:00:00.000Z')
    const rest = (await server.get('/records?namespace=team-a')).body.records
    expect(totalCount).toEqual({ count: rest.length, exact: true })

    const next = (await server.graphql(RECORDS, { filter, first: 500, after: pageInfo.endCursor })).body.data.records
    const names = [...edges, ...next.edges].map(({ node }: { node: { name: string } }) => node.name)
    expect(names).toEqual(rest.map(({ name }: { name: string }) => name))
    expect(next.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })

    const found = await server.graphql('query ($id: ID!) { node(id: $id) { id ... on Record { name } } }', {
      id: edges[0].node.id,
    })
    expect(found.body.data.node).toEqual({ id: edges[0].node.id, name: edges[0].node.name })
  })

  it('finds revisions and snapshots by their ids, and nothing for what is gone', async () => {
    await server.post('/snapshots', { name: 'for-node' })
    const { body } = await server.graphql('{ revisions { nodes { id revision } } snapshots { id name revision } }')
    const ids = [body.data.revisions.nodes[0].id, body.data.snapshots[0].id]
    const query = 'query ($id: ID!) { node(id: $id) { __typename id } }'
    for (const [i, typename] of ['Revision', 'Snapshot'].entries()) {
      expect((await server.graphql(query, { id: ids[i] })).body.data.node).toEqual({ __typename: typename, id: ids[i] })
    }
    await server.delete('/snapshots/for-node')
    expect((await server.graphql(query, { id: ids[1] })).body.data.node).toBeNull()
    expect((await server.graphql(query, { id: 'nonsense' })).body.errors[0].extensions).toMatchObject({
      code: 'invalid-argument',
      field: 'id',
    })
  })

  it.each([
    ['a syntax error', '{ status', 400, 'invalid-document'],
    ['an unknown field', '{ nothing }', 422, 'invalid-document'],
    ['too deep a query', `{ status ${'{ coreDns '.repeat(10)} { version } ${'}'.repeat(10)} }`, 422, undefined],
    [
      'too many aliases',
      `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: clusters { cluster }`).join(' ')} }`,
      422,
      'limit-exceeded',
    ],
    ['too many tokens', `{ ${'clusters { cluster } '.repeat(400)} }`, 400, 'limit-exceeded'],
    [
      'too dear a query',
      '{ a: records(first: 500) { edges { node { source { name } } } } b: records(first: 500) { edges { node { source { name } } } } c: records(first: 500) { edges { node { source { name } } } } d: records(first: 500) { edges { node { source { name } } } } }',
      422,
      'limit-exceeded',
    ],
    ['a bad argument', '{ records(first: 501) { revision } }', 200, 'invalid-argument'],
    ['an unknown snapshot', '{ records(at: "nothing") { revision } }', 200, 'snapshot-not-found'],
    ['a subscription by POST', 'subscription { revisions { revision } }', 200, undefined],
  ])('refuses %s', async (_, query, status, code) => {
    const response = await server.graphql(query)
    expect(response.body.errors.length).toBeGreaterThan(0)
    expect(response.status).toBe(status)
    if (code !== undefined) expect(response.body.errors[0].extensions.code).toBe(code)
  })

  it('speaks the media types of GraphQL over HTTP, and refuses what a form could send', async () => {
    const ask = (headers: Record<string, string>, body = '{"query":"{ nothing }"}') =>
      server.fetch('/graphql', { method: 'POST', headers, body })
    const modern = await ask({ 'content-type': 'application/json', accept: 'application/graphql-response+json' })
    expect([modern.status, modern.headers.get('content-type')]).toEqual([
      422,
      expect.stringContaining('application/graphql-response+json'),
    ])
    const legacy = await ask({ 'content-type': 'application/json', accept: 'application/json' })
    expect([legacy.status, legacy.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('application/json'),
    ])
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const { status, body } = await ask({ 'content-type': type })
      expect([status, body.code]).toEqual([415, 'unsupported-media-type'])
    }
    const empty = await ask({ 'content-type': 'application/json' }, '{}')
    expect([empty.status, empty.body.errors[0].extensions]).toEqual([400, { code: 'invalid-argument', field: 'query' }])
  })

  const byGet = (parameters: Record<string, string>, accept = 'application/graphql-response+json') =>
    server.fetch(`/graphql?${new URLSearchParams(parameters).toString()}`, { headers: { accept } })

  it('answers queries by GET, as by POST', async () => {
    const query = 'query A($first: Int) { records(first: $first) { nodes { name } } } query B { __typename }'
    const variables = { first: 2 }
    const { status, headers, body } = await byGet({
      query,
      operationName: 'A',
      variables: JSON.stringify(variables),
    })
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(body.data.records.nodes).toHaveLength(2)
    const posted = await server.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, operationName: 'A', variables }),
    })
    expect(body).toEqual(posted.body)
    expect((await byGet({ query: '{ nothing }' }, 'application/json')).status).toBe(200)
  })

  it.each<[Record<string, string>, number, string, string | undefined]>([
    [{ query: 'mutation { deleteSnapshot(name: "x") }' }, 405, 'method-not-allowed', 'query'],
    [{ query: 'query A { __typename } mutation B { x }', operationName: 'B' }, 405, 'method-not-allowed', 'query'],
    [{ query: 'subscription { revisions { revision } }' }, 405, 'method-not-allowed', 'query'],
    [{}, 400, 'invalid-argument', 'query'],
    [{ query: '{ __typename }', variables: '[1]' }, 400, 'invalid-argument', 'variables'],
    [{ query: '{ __typename }', variables: '{' }, 400, 'invalid-argument', 'variables'],
    [{ query: '{ status' }, 400, 'invalid-document', undefined],
    [{ query: '{ nothing }' }, 422, 'invalid-document', undefined],
  ])('refuses %j by GET', async (parameters, status, code, field) => {
    const response = await byGet(parameters)
    expect(response.status).toBe(status)
    expect(response.body.errors[0].extensions).toMatchObject({ code, ...(field && { field }) })
    if (status === 405) expect(response.headers.get('allow')).toBe('POST')
  })

  it('tells clusters, comparisons and what-ifs', async () => {
    const { body } = await server.graphql(
      `query ($apply: JSON) {
        clusters { cluster revision observedAt kinds { kind objects status } storage { status durable } }
        compare(from: "1.1") { total from { revision } differences { name } }
        whatIf(apply: $apply) {
          base
          changes { object action key { kind namespace name } }
          records { name type added { data } removed { data } }
          resolve(name: "new.team-a.svc.cluster.local") { __typename ... on Answer { records { data } } }
          inventoryRecords(filter: { service: "new" }) { nodes { name } totalCount { count } }
        }
      }`,
      { apply: clusterIpService('team-a', 'new', '10.96.1.7') },
    )
    expect(body.errors).toBeUndefined()
    expect(body.data.clusters[0]).toMatchObject({ cluster: 'small', storage: { status: 'ok' } })
    expect(body.data.compare).toMatchObject({ total: 0, differences: [] })
    expect(body.data.whatIf).toMatchObject({
      changes: [{ object: 'Service team-a/new', action: 'create' }],
      resolve: { __typename: 'Answer', records: [{ data: '10.96.1.7' }] },
    })
    expect(body.data.whatIf.inventoryRecords.totalCount.count).toBe(body.data.whatIf.records.length)
  })
})

describe('subscriptions', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ manifests: TEAMS })
  })
  afterAll(() => server.remove())

  const QUERY = 'subscription ($after: String) { revisions(after: $after) { revision kind changes } }'

  function overSocket(query: string, variables?: Record<string, unknown>): AsyncIterableIterator<unknown> {
    const client = createSocketClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    })
    return client.iterate({ query, variables: variables ?? null })
  }

  function overSse(query: string, variables?: Record<string, unknown>): AsyncIterableIterator<unknown> {
    const client = createSseClient({ url: `${server.url}/graphql/stream`, retryAttempts: 0 })
    return client.iterate({ query, variables: variables ?? {} }) as AsyncIterableIterator<unknown>
  }

  const TRANSPORTS = [
    ['WebSocket', overSocket],
    ['server-sent events', overSse],
  ] as const

  it.each(TRANSPORTS)(
    'tell new revisions over %s, after those since the last one seen',
    async (transport, subscribe) => {
      const { revision } = (await server.get('/status')).body
      const events = subscribe(QUERY, { after: '1.1' })
      const seen: string[] = []
      const next = async (): Promise<void> => {
        const { value } = await events.next()
        seen.push((value as { data: { revisions: { revision: string } } }).data.revisions.revision)
      }
      const earlier = Number(revision.split('.')[1]) - 1
      for (let i = 0; i < earlier; i++) await next()
      const address = transport === 'WebSocket' ? '10.96.1.20' : '10.96.1.21'
      await server.write('added.yaml', clusterIpService('team-a', 'added', address))
      await next()
      expect(seen).toEqual(Array.from({ length: earlier + 1 }, (_, i) => `1.${i + 2}`))
      await events.return?.()
    },
  )

  it.each(TRANSPORTS)('are validated over %s like queries', async (_, subscribe) => {
    const cases = [
      ['subscription { nothing }', 'invalid-document'],
      [
        `subscription { ${Array.from({ length: 31 }, (__, i) => `a${i}: __typename`).join(' ')} revisions { revision } }`,
        undefined,
      ],
      ['subscription { revisions(after: "7.7") { revision } }', 'revision-not-found'],
      ['subscription { revisions(after: "x") { revision } }', 'invalid-revision'],
    ] as const
    for (const [query, code] of cases) {
      const outcome = JSON.stringify(await firstOutcome(subscribe(query)))
      expect(outcome).toContain(code ?? 'limit-exceeded')
    }
  })

  it('close a socket of a foreign page before it is open', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin: 'https://example.com',
    })
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.on('error', () => undefined)
    })
    expect(status).toBe(403)
  })
})

async function firstOutcome(events: AsyncIterableIterator<unknown>): Promise<unknown> {
  try {
    return (await events.next()).value
  } catch (error) {
    return error
  }
}
