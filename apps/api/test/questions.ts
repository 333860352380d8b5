import { createClient as createSseClient } from 'graphql-sse'
import { encodeQuery } from '#libs/dns-wire'
import type { Response, TestServer } from './harness.js'
import { clusterIpService } from './manifests.js'

const NEW_SERVICE = clusterIpService('team-a', 'new', '10.96.1.7')

/** A DNS message that asks for the reverse name of a Service of team-b. */
const DNS_QUERY = Buffer.from(
  encodeQuery({ id: 0, question: { name: '1.2.96.10.in-addr.arpa.', type: 'PTR', class: 1 } }),
)
const DNS_POST = { method: 'POST', body: DNS_QUERY, headers: { 'content-type': 'application/dns-message' } }

/** Asks a server with a token. */
export type Ask = (server: TestServer, token: string) => Promise<Response>

/** One question or more to every operation, written so that a leak would show. */
export const QUESTIONS: Readonly<Record<string, readonly Ask[]>> = {
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

function ask(query: string): Ask {
  return (server, token) => server.graphql(query, {}, token)
}

function recordId(name: string): string {
  return Buffer.from(JSON.stringify(['Record', 'small', name, 'x'])).toString('base64url')
}

/** The first event of a subscription. */
export async function sse(server: TestServer, query: string, token: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` }
  const events = createSseClient({ url: `${server.url}/graphql/stream`, headers, retryAttempts: 0 }).iterate({ query })
  const { value: body } = await events.next()
  await events.return?.()
  return { status: 200, headers: new Headers(), text: JSON.stringify(body), body }
}
