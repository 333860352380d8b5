import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestServer } from './harness.js'
import { TEAMS, clusterIpService } from './manifests.js'

const OBJECT = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'team-a', name: 'new' },
  spec: { clusterIP: '10.96.1.8', clusterIPs: ['10.96.1.8'], ports: [{ name: 'http', port: 80 }] },
}

describe('POST /what-if', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await TestServer.start({ manifests: TEAMS })
  })
  afterAll(() => server.remove())

  it('reports what would follow, answers questions and lists records, and leaves the base untouched', async () => {
    const before = [await server.get('/records?first=500'), await server.get('/status')].map(({ body }) => [
      body.revision,
      body.records,
    ])
    const { status, body } = await server.post('/what-if', {
      apply: [OBJECT, clusterIpService('team-a', 'web', '10.96.1.99')],
      delete: [{ kind: 'Service', namespace: 'team-b', name: 'secret-api' }],
      resolve: [
        { name: 'new.team-a.svc.cluster.local' },
        { name: 'secret-api.team-b.svc.cluster.local', type: 'A', explain: true },
      ],
      records: { filter: { service: 'web', type: 'A' }, first: 1 },
    })
    expect(status).toBe(200)
    expect(body.report).toMatchObject({ cluster: 'small', base: '1.1' })
    expect(
      body.report.changes
        .map(({ object, action }: { object: string; action: string }) => `${action} ${object}`)
        .toSorted(),
    ).toEqual(['create Service team-a/new', 'delete Service team-b/secret-api', 'update Service team-a/web'])
    expect(body.report.records.map(({ name }: { name: string }) => name)).toContain('new.team-a.svc.cluster.local.')
    expect(body.resolutions).toMatchObject([
      { outcome: 'Answer', proposed: true, records: [{ data: '10.96.1.8' }] },
      { outcome: 'NxDomain', proposed: true },
    ])
    expect(body.records.records).toMatchObject([{ data: '10.96.1.99' }])
    const after = [await server.get('/records?first=500'), await server.get('/status')].map(({ body: now }) => [
      now.revision,
      now.records,
    ])
    expect(after).toEqual(before)
    expect((await server.get('/revisions')).body.revisions).toHaveLength(1)
  })

  it('takes named texts, and a moment to start from', async () => {
    const apply = { file: 'new.yaml', text: JSON.stringify(OBJECT) }
    const { body } = await server.post('/what-if?at=1.1&cluster=small', { apply })
    expect(body.report.changes).toMatchObject([{ action: 'create' }])
  })

  it.each([
    ['nothing', {}, 400, { code: 'invalid-argument', field: 'apply' }],
    ['no object', { apply: [42] }, 400, { code: 'invalid-document', field: 'apply[0]' }],
    ['broken YAML', { apply: 'kind: {' }, 400, { code: 'invalid-document', file: 'apply', line: 1 }],
    [
      'a bad address',
      { apply: { ...OBJECT, spec: { ...OBJECT.spec, clusterIP: 'x', clusterIPs: ['x'] } } },
      400,
      { file: 'apply' },
    ],
    [
      'what is not there',
      { delete: [{ kind: 'Service', namespace: 'team-a', name: 'none' }] },
      404,
      { code: 'object-not-found' },
    ],
    [
      'an unknown kind',
      { delete: [{ kind: 'Thing', namespace: 'team-a', name: 'none' }] },
      400,
      { code: 'invalid-object' },
    ],
    [
      'too many questions',
      { apply: OBJECT, resolve: Array.from({ length: 21 }, () => ({ name: 'a' })) },
      400,
      { field: 'resolve' },
    ],
    ['a bad question', { apply: OBJECT, resolve: [{ name: 'a..b' }] }, 400, { code: 'invalid-name' }],
    ['a bad page', { apply: OBJECT, records: { first: 0 } }, 400, { field: 'records.first' }],
  ])('refuses %s', async (_, body, status, problem) => {
    const response = await server.post('/what-if', body)
    expect(response.status).toBe(status)
    expect(response.body).toMatchObject(problem)
  })
})
