import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOKENS, TestServer } from './harness.js'
import { POLICED, TEAMS } from './manifests.js'

const VERDICT = `query ($from: String!, $to: String!, $port: String!) {
  policyVerdict(from: $from, to: $to, port: $port) {
    cluster revision from to port protocol verdict missing notes
    egress { verdict text isolatedBy }
    ingress { verdict text isolatedBy allowedBy { policy direction rule } }
  }
}`

describe('policies', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ manifests: { ...TEAMS, ...POLICED }, auth: 'token' })
  })
  afterAll(() => server.remove())

  it('are listed with the pods that each isolates, and rules that match nothing', async () => {
    const { status, headers, body } = await server.get('/policies', TOKENS.admin)
    expect(status).toBe(200)
    expect(headers.get('etag')).toMatch(/^"[\w-]+"$/)
    expect(body).toEqual({
      cluster: 'small',
      revision: '1.1',
      observedAt: expect.any(Number),
      policies: [
        {
          namespace: 'team-a',
          name: 'data-only',
          isolates: ['Ingress'],
          pods: ['web-pod'],
          rules: [
            { direction: 'Ingress', rule: 0, peerPods: 1 },
            { direction: 'Ingress', rule: 1, peerPods: 0, matchesNothing: 'its selectors match no pod' },
          ],
        },
        { namespace: 'team-b', name: 'secret-deny', isolates: ['Ingress'], pods: ['secret-pod'], rules: [] },
      ],
      cursors: [expect.any(String), body.endCursor],
      endCursor: expect.any(String),
      hasNextPage: false,
      hasPreviousPage: false,
    })
    const one = await server.get('/policies?namespace=team-b', TOKENS.admin)
    expect(one.body.policies).toEqual(body.policies.slice(1))
    expect((await server.get('/policies?namespace=nowhere', TOKENS.admin)).body.policies).toEqual([])
    expect((await server.get('/policies?at=1.1', TOKENS.admin)).body).toEqual(body)
  })

  it('come page by page, all pages of one revision', async () => {
    const first = await server.get('/policies?first=1', TOKENS.admin)
    expect(first.body).toMatchObject({ policies: [{ name: 'data-only' }], hasNextPage: true })
    const after = first.body.endCursor
    const second = await server.get(`/policies?first=1&after=${after}`, TOKENS.admin)
    expect(second.body).toMatchObject({
      revision: first.body.revision,
      policies: [{ name: 'secret-deny' }],
      hasNextPage: false,
      hasPreviousPage: true,
    })
    const { body } = await server.get(`/policies?after=${after}`, TOKENS.limited)
    expect(body).toMatchObject({ status: 400, code: 'invalid-cursor', field: 'after' })
    const connection = '{ edges { cursor node { name } } pageInfo { endCursor hasNextPage hasPreviousPage } }'
    const query = `query ($after: String) { policies(first: 1, after: $after) ${connection} }`
    const { data } = (await server.graphql(query, { after }, TOKENS.admin)).body
    expect(data.policies).toEqual({
      edges: [{ cursor: second.body.endCursor, node: { name: 'secret-deny' } }],
      pageInfo: { endCursor: second.body.endCursor, hasNextPage: false, hasPreviousPage: true },
    })
  })

  it('are listed to a limited caller without a trace of other namespaces', async () => {
    const { body } = await server.get('/policies', TOKENS.limited)
    const nobody = { peerPods: 0, matchesNothing: 'its selectors match no pod that you may see' }
    expect(body.policies).toMatchObject([{ name: 'data-only', rules: [nobody, nobody] }])
    expect((await server.get('/policies?namespace=team-b', TOKENS.limited)).body.policies).toEqual([])
  })

  it.each([
    ['from=team-b/secret-pod&to=team-a/web-pod&port=http', 'allowed', { port: 8080, protocol: 'TCP' }],
    ['from=10.244.2.20&to=10.244.1.20&port=8080', 'allowed', { from: 'team-b/secret-pod', to: 'team-a/web-pod' }],
    ['from=team-a/web-pod&to=team-b/secret-pod&port=53&protocol=udp', 'denied', { port: 53, protocol: 'UDP' }],
    ['from=team-a/web-pod&to=203.0.113.7&port=443', 'allowed', { to: '203.0.113.7' }],
    ['from=203.0.113.8&to=203.0.113.7&port=443', 'not-applicable', {}],
    ['from=team-a/web-pod&to=10.96.2.1&port=80', 'undecidable', { missing: expect.stringContaining('secret-api') }],
  ])('verdict on %s: %s', async (query, verdict, rest) => {
    const { status, body } = await server.get(`/policies/verdict?${query}`, TOKENS.admin)
    expect(status).toBe(200)
    expect(body).toMatchObject({ cluster: 'small', revision: '1.1', verdict, ...rest })
  })

  it.each([
    ['from=web&to=team-a/web-pod&port=1', 400, 'invalid-argument', 'from'],
    ['from=team-a/web-pod&to=team-a/none&port=1', 404, 'object-not-found', 'to'],
    ['from=team-a/web-pod&to=team-a/web-pod&port=0', 400, 'invalid-argument', 'port'],
    ['from=team-a/web-pod&to=team-a/web-pod&port=grpc', 400, 'invalid-argument', 'port'],
    ['from=team-a/web-pod&to=team-a/web-pod', 400, 'invalid-argument', 'port'],
    ['from=team-a/web-pod&to=team-a/web-pod&port=1&protocol=icmp', 400, 'invalid-argument', 'protocol'],
    ['from=team-a/web-pod&to=team-a/web-pod&port=1&at=9.9', 404, 'revision-not-found', 'at'],
    ['from=team-a/web-pod&to=team-a/web-pod&port=1&prot=udp', 400, 'invalid-argument', 'prot'],
  ])('refuses %s with %d %s, naming %s', async (query, status, code, field) => {
    const { body } = await server.get(`/policies/verdict?${query}`, TOKENS.admin)
    expect(body).toMatchObject({ status, code, field })
  })

  it.each(['team-b/secret-pod', 'team-b/none', 'nowhere/none'])('%s is forbidden to a limited caller', async (to) => {
    const { body } = await server.get(`/policies/verdict?from=team-a/web-pod&to=${to}&port=80`, TOKENS.limited)
    expect(body).toMatchObject({ status: 403, code: 'forbidden', field: 'to' })
  })

  it('GraphQL says the same as REST', async () => {
    const variables = { from: 'team-b/secret-pod', to: 'team-a/web-pod', port: '8080' }
    const { body } = await server.graphql(VERDICT, variables, TOKENS.admin)
    const rest = await server.get(`/policies/verdict?${new URLSearchParams(variables).toString()}`, TOKENS.admin)
    const { observedAt: _observedAt, ...expected } = rest.body
    expect(body.data.policyVerdict).toMatchObject({ ...expected, missing: null })
    expect(body.data.policyVerdict.ingress.allowedBy).toEqual({
      policy: 'team-a/data-only',
      direction: 'Ingress',
      rule: 0,
    })

    const list = await server.graphql(
      '{ policies(namespace: "team-a") { revision nodes { namespace name isolates pods rules { direction rule peerPods matchesNothing } } } }',
      {},
      TOKENS.admin,
    )
    expect(list.body.data.policies).toMatchObject({
      revision: '1.1',
      nodes: [{ name: 'data-only', pods: ['web-pod'] }],
    })
    const refused = await server.graphql(VERDICT, { ...variables, from: 'team-a/none' }, TOKENS.admin)
    expect(refused.body.errors[0].extensions).toMatchObject({ code: 'object-not-found', field: 'from' })
  })
})
